with
    {{ latest_of("salesforce", "users") }},

    final as (
        select
            latest._source_system as source_system,
            {{ person_key("user_id") }} as source_id,
            {{ name_key(full_name()) }} as name_key,
            {{ full_name() }} as employee_name,
            trim(latest.email) as email,
            {{ value_alias("department") }} as team,
            {{ value_alias("division") }} as region,
            {{ value_alias("title") }} as title,
            {{ record_key("user_role_id") }} as role_source_id,
            {{ person_key("manager_id") }} as manager_source_id,
            {{ parsed_boolean("latest.is_active") }} as is_active,
            {{ record_metadata() }}
        from latest
    )

select *
from final
