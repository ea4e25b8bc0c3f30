with
    user_roles as (select * from {{ source("salesforce", "user_roles") }}),
    source_settings as (select * from {{ ref("stg_ops__source_settings") }}),

    current_records as ({{ latest_records("user_roles") }}),

    latest as ({{ with_settings("current_records") }}),

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("user_role_id") }} as source_id,
            {{ value_alias("role_name") }} as role_name,
            {{ record_key("parent_role_id") }} as parent_role_source_id,
            {{ record_metadata() }}
        from latest
    )

select *
from final
