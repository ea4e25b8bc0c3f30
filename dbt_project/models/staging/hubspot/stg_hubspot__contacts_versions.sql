with
    contacts as (select * from {{ source("hubspot", "contacts") }}),
    source_settings as (select * from {{ ref("stg_ops__source_settings") }}),

    versions as ({{ record_versions("contacts") }}),

    linked_records as (
        select
            *,
            coalesce(trim(primary_company_id), {{ first_of_joined("company_ids") }}) as company_id,
            {{ first_of_joined("account_name") }} as first_account_name
        from versions
    ),

    latest as ({{ with_settings("linked_records", events=["created_at"]) }}),

    final as (
        select
            latest._source_system as source_system,
            {{ person_key("contact_id") }} as source_id,
            {{ name_key(full_name()) }} as name_key,
            {{ full_name() }} as customer_name,
            {{ person_key("company_id", "first_account_name") }} as account_source_id,
            trim(latest.first_account_name) as account_name,
            trim(latest.title) as title,
            {{ email_columns("email", "additional_emails", mark=";") }},
            {{ phone_columns("phone", "mobile") }},
            trim(latest.street) as street,
            trim(latest.postal_code) as postal_code,
            {{ value_alias("city") }} as city,
            {{ value_alias("state") }} as province,
            {{ value_alias("country") }} as country,
            {{ value_alias("gender") }} as gender,
            {{ parsed_date("birth_date") }} as birth_date,
            {{ value_alias("original_source") }} as acquisition_channel,
            {{ value_alias("lifecycle_stage") }} as lifecycle_stage,
            not {{ parsed_boolean("latest.has_opted_out_of_email") }} as has_marketing_consent,
            {{ person_key("owner_id", "owner_name") }} as owner_source_id,
            trim(latest.owner_name) as owner_name,
            {{ event_columns("created_at", "created") }},
            {{ version_metadata() }}
        from latest
    )

select *
from final
