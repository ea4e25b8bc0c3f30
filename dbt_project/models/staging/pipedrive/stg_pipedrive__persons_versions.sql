with
    {{ latest_versions_of("pipedrive", "persons", events=["created_at"]) }},

    final as (
        select
            latest._source_system as source_system,
            {{ person_key("person_id") }} as source_id,
            {{ name_key(full_name()) }} as name_key,
            {{ full_name() }} as customer_name,
            {{ person_key("organization_id", "organization_name") }} as account_source_id,
            trim(latest.organization_name) as account_name,
            trim(latest.title) as title,
            {{ email_columns("email", "home_email", "other_email", mark=",") }},
            {{ phone_columns("phone", "mobile", "home_phone", "other_phone", mark=",") }},
            trim(latest.address) as street,
            {{ parsed_date("birth_date") }} as birth_date,
            case
                lower({{ value_alias("marketing_status") }})
                when 'subscribed'
                then true
                when 'unsubscribed'
                then false
            end as has_marketing_consent,
            trim(latest.notes) as description,
            {{ person_key("owner_id", "owner_name") }} as owner_source_id,
            trim(latest.owner_name) as owner_name,
            {{ event_columns("created_at", "created") }},
            {{ version_metadata() }}
        from latest
    )

select *
from final
