with
    int_references as (select * from {{ ref("int_references") }}),
    int_members as (select * from {{ ref("int_members") }}),

    final as (
        select
            int_references.source_system,
            int_references.object as source_table,
            int_references.source_id,
            int_references.name as customer_name,
            int_references.email,
            int_references.phone,
            int_references.country,
            int_references.province,
            int_references.city,
            case
                when int_references.object in ('accounts', 'companies', 'organizations')
                then 'organisation'
                when int_references.object in ('contacts', 'persons', 'requesters', 'respondents')
                then 'person'
            end as exported_type,
            false as is_deleted,
            int_references.raw_table,
            int_references.source_file,
            int_references.row_number,
            int_references.load_id
        from int_references
        inner join
            int_members
            on int_references.source_system = int_members.source_system
            and int_references.object = int_members.object
            and int_references.source_id = int_members.source_id
        where
            int_references.object not in ('products', 'employees', 'campaigns')
            and not int_members.is_listed
    )

select *
from final
