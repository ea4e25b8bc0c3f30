with
    {{ latest_versions_of("salesforce", "accounts", events=["created_at"]) }},

    final as (
        select
            latest._source_system as source_system,
            {{ person_key("account_id") }} as source_id,
            {{ name_key(value_alias("account_name")) }} as name_key,
            trim(latest.account_name) as customer_name,
            trim(latest.account_number) as account_number,
            {{ value_alias("account_type") }} as account_type,
            coalesce({{ parsed_boolean("latest.is_person_account") }}, false) as is_person,
            trim(latest.phone) as phone,
            trim(latest.website) as website,
            trim(latest.billing_street) as street,
            trim(latest.billing_postal_code) as postal_code,
            {{ value_alias("billing_city") }} as city,
            {{ value_alias("billing_state") }} as province,
            {{ value_alias("billing_country") }} as country,
            {{ value_alias("industry") }} as industry,
            {{ value_alias("employees") }} as company_size,
            trim(latest.description) as description,
            {{ value_alias("account_source") }} as acquisition_channel,
            {{ person_key("parent_account_id") }} as parent_account_source_id,
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
