with
    {{ latest_versions_of("dynamics", "accounts", events=["created_at"]) }},

    final as (
        select
            latest._source_system as source_system,
            {{ person_key("account_id") }} as source_id,
            {{ name_key(value_alias("account_name")) }} as name_key,
            trim(latest.account_name) as customer_name,
            trim(latest.account_number) as account_number,
            {{ value_alias("account_type") }} as account_type,
            trim(latest.email) as email,
            {{ phone_columns("phone", "other_phone") }},
            trim(latest.website) as website,
            trim(latest.street) as street,
            trim(latest.postal_code) as postal_code,
            {{ value_alias("city") }} as city,
            {{ value_alias("state") }} as province,
            {{ value_alias("country") }} as country,
            {{ value_alias("industry") }} as industry,
            {{ value_alias("employees") }} as company_size,
            trim(latest.description) as description,
            {{ name_key(value_alias("parent_account_name")) }} as parent_account_source_id,
            {{ person_key("owner_id", "owner_name") }} as owner_source_id,
            trim(latest.owner_name) as owner_name,
            {{ value_alias("status") }} as status,
            {{ event_columns("created_at", "created") }},
            {{ version_metadata() }}
        from latest
    )

select *
from final
