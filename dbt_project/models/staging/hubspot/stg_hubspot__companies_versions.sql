with
    {{ latest_versions_of("hubspot", "companies", events=["created_at"]) }},

    final as (
        select
            latest._source_system as source_system,
            {{ person_key("company_id") }} as source_id,
            {{ name_key(value_alias("company_name")) }} as name_key,
            trim(latest.company_name) as customer_name,
            {{ value_alias("company_type") }} as account_type,
            trim(latest.phone) as phone,
            coalesce(trim(latest.website), trim(latest.domain)) as website,
            trim(latest.street) as street,
            trim(latest.postal_code) as postal_code,
            {{ value_alias("city") }} as city,
            {{ value_alias("state") }} as province,
            {{ value_alias("country") }} as country,
            {{ value_alias("industry") }} as industry,
            {{ value_alias("employees") }} as company_size,
            trim(latest.description) as description,
            {{ value_alias("original_source") }} as acquisition_channel,
            {{ value_alias("lifecycle_stage") }} as lifecycle_stage,
            {{ person_key("parent_company_id") }} as parent_account_source_id,
            {{ person_key("owner_id", "owner_name") }} as owner_source_id,
            trim(latest.owner_name) as owner_name,
            {{ event_columns("created_at", "created") }},
            {{ version_metadata() }}
        from latest
    )

select *
from final
