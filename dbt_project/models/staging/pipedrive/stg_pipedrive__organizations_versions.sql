with
    {{ latest_versions_of("pipedrive", "organizations", events=["created_at"]) }},

    final as (
        select
            latest._source_system as source_system,
            {{ person_key("organization_id") }} as source_id,
            {{ name_key(value_alias("organization_name")) }} as name_key,
            trim(latest.organization_name) as customer_name,
            {{ value_alias("label") }} as account_type,
            trim(latest.website) as website,
            coalesce(
                nullif(trim(concat_ws(' ', latest.street, latest.house_number)), ''),
                trim(latest.address)
            ) as street,
            trim(latest.postal_code) as postal_code,
            {{ value_alias("city") }} as city,
            {{ value_alias("state") }} as province,
            {{ value_alias("country") }} as country,
            {{ value_alias("industry") }} as industry,
            {{ value_alias("employees") }} as company_size,
            {{ person_key("owner_id", "owner_name") }} as owner_source_id,
            trim(latest.owner_name) as owner_name,
            {{ event_columns("created_at", "created") }},
            {{ version_metadata() }}
        from latest
    )

select *
from final
