with
    int_members as (select * from {{ ref("int_members") }}),
    int_employees_unioned as (select * from {{ ref("int_employees_unioned") }}),

    employees as (
        select *
        from int_employees_unioned
        qualify
            row_number() over (
                partition by source_system, source_id order by loaded_at desc, row_number desc
            )
            = 1
    ),

    members as (
        select distinct source_system, member_id, member_source_id, is_listed
        from int_members
        where object = 'employees'
    ),

    final as (
        select
            members.member_id as employee_id,
            members.source_system,
            members.member_source_id as source_id,
            employees.team,
            employees.region,
            -- whoever manages themselves has nobody above them
            nullif(managers.member_id, members.member_id) as manager_employee_id,
            members.is_listed
        from members
        left join
            employees
            on members.source_system = employees.source_system
            and members.member_source_id = employees.source_id
        left join
            int_members as managers
            on employees.source_system = managers.source_system
            and managers.object = 'employees'
            and employees.manager_source_id = managers.source_id
        union all by name
        select
            'unknown' as employee_id,
            'unknown' as source_system,
            'unknown' as source_id,
            false as is_listed
    )

select *
from final
