with
    {{ latest_of("template", "employees") }},

    final as (
        select
            latest._source_system as source_system,
            {{ person_key("employee_id", "employee_name") }} as source_id,
            {{ name_key(id_or_name("employee_name", "employee_id")) }} as name_key,
            trim(latest.employee_name) as employee_name,
            trim(latest.email) as email,
            {{ value_alias("team") }} as team,
            {{ value_alias("region") }} as region,
            {{ person_key("manager_id", "manager_name") }} as manager_source_id,
            trim(latest.manager_name) as manager_name,
            {{ record_metadata() }}
        from latest
    )

select *
from final
