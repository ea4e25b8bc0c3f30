with
    employees as (select * from {{ source("fxiaoke", "employees") }}),
    source_settings as (select * from {{ ref("stg_ops__source_settings") }}),

    current_records as ({{ latest_records("employees") }}),

    records as ({{ with_plain_people("current_records", columns=["manager_id", "manager_name"]) }}),

    latest as ({{ with_settings("records") }}),

    final as (
        select
            latest._source_system as source_system,
            {{ person_key("employee_id", "employee_name") }} as source_id,
            {{ name_key(value_alias("employee_name")) }} as name_key,
            trim(latest.employee_name) as employee_name,
            trim(latest.employee_number) as employee_number,
            trim(latest.email) as email,
            {{ value_alias("title") }} as role,
            {{ value_alias("department") }} as team,
            {{ value_alias("region") }} as region,
            {{ person_key("manager_id", "manager_name") }} as manager_source_id,
            trim(latest.manager_name) as manager_name,
            {{ parsed_date("hired_date") }} as hired_date,
            coalesce(
                {{ parsed_boolean("latest.is_active") }},
                {{ value_alias("employee_status") }} not in ('离职', '停用')
            ) as is_active,
            {{ is_voided() }} as is_deleted,
            {{ record_metadata() }}
        from latest
    )

select *
from final
