with
    int_members as (select * from {{ ref("int_members") }}),
    int_employees_unioned as (select * from {{ ref("int_employees_unioned") }}),
    int_references as (select * from {{ ref("int_references") }}),

    names as (
        select source_system, source_id, employee_name, email, 1 as preference
        from int_employees_unioned
        union all
        select source_system, source_id, name as employee_name, null as email, 2 as preference
        from int_references
        where object = 'employees'
    ),

    final as (
        select
            int_members.member_id as employee_id,
            min_by(names.employee_name, names.preference) filter (
                where names.employee_name is not null
            ) as employee_name,
            min_by(names.email, names.preference) filter (where names.email is not null) as email
        from int_members
        left join
            names
            on int_members.source_system = names.source_system
            and int_members.source_id = names.source_id
        where int_members.object = 'employees'
        group by int_members.member_id
    )

select *
from final
