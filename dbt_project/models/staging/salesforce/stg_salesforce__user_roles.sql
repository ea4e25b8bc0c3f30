with
    {{ latest_of("salesforce", "user_roles") }},

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
