with
    {{ latest_versions_of("template", "customers", events=["created_at"]) }},

    final as (
        select
            latest._source_system as source_system,
            {{ person_key("customer_id", "customer_name") }} as source_id,
            {{ name_key(id_or_name("customer_name", "customer_id")) }} as name_key,
            trim(latest.customer_name) as customer_name,
            {{ value_alias("customer_type") }} as customer_type,
            trim(latest.email) as email,
            trim(latest.phone) as phone,
            trim(latest.street) as street,
            trim(latest.postal_code) as postal_code,
            {{ value_alias("city") }} as city,
            {{ value_alias("province") }} as province,
            {{ value_alias("country") }} as country,
            {{ value_alias("gender") }} as gender,
            {{ parsed_date("birth_date") }} as birth_date,
            {{ value_alias("industry") }} as industry,
            {{ value_alias("company_size") }} as company_size,
            trim(latest.website) as website,
            trim(latest.tax_id) as tax_id,
            {{ person_key("owner_id", "owner_name") }} as owner_source_id,
            trim(latest.owner_name) as owner_name,
            {{ value_alias("acquisition_channel") }} as acquisition_channel,
            {{ record_key("acquisition_campaign_id") }} as acquisition_campaign_source_id,
            {{ value_alias("loyalty_tier") }} as loyalty_tier,
            {{ parsed_boolean("latest.has_marketing_consent") }} as has_marketing_consent,
            {{ value_alias("preferred_channel") }} as preferred_channel,
            {{ event_columns("created_at", "created") }},
            {{ version_metadata() }}
        from latest
    )

select *
from final
