with
    {{ latest_versions_of("salesforce", "contacts", events=["created_at"]) }},

    final as (
        select
            latest._source_system as source_system,
            {{ person_key("contact_id") }} as source_id,
            {{ name_key(full_name()) }} as name_key,
            {{ full_name() }} as customer_name,
            {{ person_key("account_id", "account_name") }} as account_source_id,
            trim(latest.account_name) as account_name,
            trim(latest.title) as title,
            trim(latest.email) as email,
            {{ phone_columns("phone", "mobile", "home_phone", "other_phone") }},
            trim(latest.mailing_street) as street,
            trim(latest.mailing_postal_code) as postal_code,
            {{ value_alias("mailing_city") }} as city,
            {{ value_alias("mailing_state") }} as province,
            {{ value_alias("mailing_country") }} as country,
            {{ value_alias("gender") }} as gender,
            {{ parsed_date("birth_date") }} as birth_date,
            {{ value_alias("lead_source") }} as acquisition_channel,
            not {{ parsed_boolean("latest.has_opted_out_of_email") }} as has_marketing_consent,
            trim(latest.description) as description,
            {{ person_key("owner_id", "owner_name") }} as owner_source_id,
            trim(latest.owner_name) as owner_name,
            coalesce({{ parsed_boolean("latest.is_deleted") }}, false)
            or latest.master_record_id is not null as is_deleted,
            {{ person_key("master_record_id") }} as master_source_id,
            {{ event_columns("created_at", "created") }},
            {{ version_metadata() }}
        from latest
    )

select *
from final
