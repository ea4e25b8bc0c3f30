with
    {{ latest_of("zoho", "users") }},

    final as (
        select
            latest._source_system as source_system,
            {{ person_key("user_id") }} as source_id,
            {{ name_key(full_name()) }} as name_key,
            {{ full_name() }} as employee_name,
            trim(latest.email) as email,
            {{ value_alias("role") }} as role,
            {{ person_key("reports_to_id") }} as manager_source_id,
            {{ record_metadata() }}
        from latest
    )

select *
from final
