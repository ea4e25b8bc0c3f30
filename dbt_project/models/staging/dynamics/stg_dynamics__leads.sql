with
    {{ latest_of("dynamics", "leads", events=["created_at"]) }},

    final as (
        select
            latest._source_system as source_system,
            {{ person_key("lead_id") }} as source_id,
            {{ full_name() }} as lead_name,
            trim(latest.company_name) as company_name,
            trim(latest.title) as title,
            {{ email_columns("email", "second_email", "third_email") }},
            {{ phone_columns("phone", "mobile") }},
            trim(latest.street) as street,
            trim(latest.postal_code) as postal_code,
            {{ value_alias("city") }} as city,
            {{ value_alias("state") }} as province,
            {{ value_alias("country") }} as country,
            trim(latest.website) as website,
            coalesce(trim(latest.description), trim(latest.topic)) as description,
            {{ value_alias("industry") }} as industry,
            {{ value_alias("employees") }} as company_size,
            {{ event_columns("created_at", "created") }},
            lower({{ value_alias("status") }}) = 'qualified' as is_converted,
            {{ value_alias("status") }} as status,
            {{ value_alias("status_reason") }} as status_reason,
            {{ value_alias("lead_source") }} as source,
            {{ value_alias("rating") }} as rating,
            {{ record_key("campaign_id", "campaign_name") }} as campaign_source_id,
            {{ person_key("owner_id", "owner_name") }} as owner_source_id,
            trim(latest.owner_name) as owner_name,
            {{ is_not("has_opted_out_of_email") }} as has_marketing_consent,
            {{ name_key(value_alias("account_name")) }} as converted_account_source_id,
            {{ name_key(value_alias("contact_name")) }} as converted_contact_source_id,
            {{ name_key(value_alias("opportunity_name")) }} as converted_opportunity_source_id,
            {{ record_metadata() }}
        from latest
    )

select *
from final
