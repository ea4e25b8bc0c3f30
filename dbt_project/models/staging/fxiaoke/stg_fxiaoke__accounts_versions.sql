with
    {{
        latest_versions_of(
            "fxiaoke", "accounts", events=["created_at", "last_followed_at"], has_people=true
        )
    }},

    final as (
        select
            latest._source_system as source_system,
            {{ person_key("account_id", "account_name") }} as source_id,
            {{ name_key(value_alias("account_name")) }} as name_key,
            trim(latest.account_name) as customer_name,
            {{ value_alias("account_type") }} as account_type,
            {{ value_alias("account_level") }} as account_level,
            trim(latest.email) as email,
            trim(latest.phone) as phone,
            trim(latest.website) as website,
            trim(latest.address) as street,
            trim(latest.postal_code) as postal_code,
            {{ value_alias("district") }} as district,
            {{ value_alias("city") }} as city,
            {{ value_alias("province") }} as province,
            {{ value_alias("country") }} as country,
            {{ value_alias("industry") }} as industry,
            {{ value_alias("company_size") }} as company_size,
            trim(latest.tax_id) as tax_id,
            trim(latest.remark) as description,
            {{ person_key("owner_id", "owner_name") }} as owner_source_id,
            trim(latest.owner_name) as owner_name,
            {{ value_alias("owner_department") }} as owner_department,
            {{ value_alias("account_source") }} as acquisition_channel,
            {{ person_key("lead_id", "lead_name") }} as lead_source_id,
            {{ value_alias("deal_status") }} as deal_status,
            {{ person_key("parent_account_id", "parent_account_name") }}
            as parent_account_source_id,
            {{ event_columns("created_at", "created") }},
            {{ event_columns("last_followed_at", "last_followed") }},
            {{ value_alias("record_type") }} as record_type,
            {{ value_alias("life_status") }} as life_status,
            {{ is_voided() }} as is_deleted,
            {{ version_metadata() }}
        from latest
    )

select *
from final
