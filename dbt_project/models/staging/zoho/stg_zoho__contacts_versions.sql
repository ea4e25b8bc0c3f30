with
    {{ latest_versions_of("zoho", "contacts", events=["created_at"]) }},

    final as (
        select
            latest._source_system as source_system,
            {{ person_key("contact_id") }} as source_id,
            {{ name_key(full_name()) }} as name_key,
            {{ full_name() }} as customer_name,
            {{ person_key("account_id", "account_name") }} as account_source_id,
            trim(latest.account_name) as account_name,
            {{ email_columns("email", "secondary_email") }},
            {{ phone_columns("phone", "mobile") }},
            trim(latest.street) as street,
            trim(latest.postal_code) as postal_code,
            {{ value_alias("city") }} as city,
            {{ value_alias("state") }} as province,
            {{ value_alias("country") }} as country,
            {{ parsed_date("birth_date") }} as birth_date,
            {{ value_alias("lead_source") }} as acquisition_channel,
            not {{ parsed_boolean("latest.has_opted_out_of_email") }} as has_marketing_consent,
            trim(latest.description) as description,
            {{ person_key("owner_id", "owner_name") }} as owner_source_id,
            trim(latest.owner_name) as owner_name,
            {{ event_columns("created_at", "created") }},
            {{ version_metadata() }}
        from latest
    )

select *
from final
