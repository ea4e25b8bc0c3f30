with
    {{ latest_versions_of("dynamics", "contacts", events=["created_at"]) }},

    final as (
        select
            latest._source_system as source_system,
            {{ person_key("contact_id") }} as source_id,
            {{ name_key(full_name()) }} as name_key,
            {{ full_name() }} as customer_name,
            {{ person_key("account_id", "account_name") }} as account_source_id,
            trim(latest.account_name) as account_name,
            trim(latest.title) as title,
            {{ email_columns("email", "second_email", "third_email") }},
            {{ phone_columns("phone", "mobile") }},
            trim(latest.street) as street,
            trim(latest.postal_code) as postal_code,
            {{ value_alias("city") }} as city,
            {{ value_alias("state") }} as province,
            {{ value_alias("country") }} as country,
            {{ value_alias("gender") }} as gender,
            {{ parsed_date("birth_date") }} as birth_date,
            {{ is_not("has_opted_out_of_email") }} as has_marketing_consent,
            {{ value_alias("preferred_channel") }} as preferred_channel,
            trim(latest.description) as description,
            {{ person_key("owner_id", "owner_name") }} as owner_source_id,
            trim(latest.owner_name) as owner_name,
            {{ value_alias("status") }} as status,
            {{ event_columns("created_at", "created") }},
            {{ version_metadata() }}
        from latest
    )

select *
from final
