with
    {{ latest_of("zoho", "leads", events=["created_at", "converted_at"]) }},

    final as (
        select
            latest._source_system as source_system,
            {{ person_key("lead_id") }} as source_id,
            {{ full_name() }} as lead_name,
            trim(latest.company_name) as company_name,
            {{ email_columns("email", "secondary_email") }},
            {{ phone_columns("phone", "mobile") }},
            trim(latest.street) as street,
            trim(latest.postal_code) as postal_code,
            {{ value_alias("city") }} as city,
            {{ value_alias("state") }} as province,
            {{ value_alias("country") }} as country,
            trim(latest.website) as website,
            trim(latest.description) as description,
            {{ value_alias("industry") }} as industry,
            {{ value_alias("employees") }} as company_size,
            {{ event_columns("created_at", "created") }},
            {{ event_columns("converted_at", "converted") }},
            {{ parsed_boolean("latest.is_converted") }} as is_converted,
            {{ value_alias("lead_status") }} as status,
            {{ value_alias("lead_source") }} as source,
            {{ record_key("campaign_id") }} as campaign_source_id,
            {{ person_key("owner_id", "owner_name") }} as owner_source_id,
            trim(latest.owner_name) as owner_name,
            not {{ parsed_boolean("latest.has_opted_out_of_email") }} as has_marketing_consent,
            {{ record_key("converted_account_id") }} as converted_account_source_id,
            {{ person_key("converted_contact_id") }} as converted_contact_source_id,
            {{ record_key("converted_deal_id") }} as converted_opportunity_source_id,
            {{ record_metadata() }}
        from latest
    )

select *
from final
