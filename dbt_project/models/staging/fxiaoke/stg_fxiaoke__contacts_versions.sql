with
    {{ latest_versions_of("fxiaoke", "contacts", events=["created_at"], has_people=true) }},

    final as (
        select
            latest._source_system as source_system,
            {{ person_key("contact_id", "contact_name") }} as source_id,
            {{ name_key(value_alias("contact_name")) }} as name_key,
            trim(latest.contact_name) as customer_name,
            {{ person_key("account_id", "account_name") }} as account_source_id,
            trim(latest.account_name) as account_name,
            trim(latest.title) as title,
            trim(latest.email) as email,
            coalesce(trim(latest.mobile), trim(latest.phone)) as phone,
            trim(latest.wechat) as wechat,
            trim(latest.address) as street,
            {{ value_alias("city") }} as city,
            {{ value_alias("province") }} as province,
            {{ value_alias("country") }} as country,
            {{ value_alias("gender") }} as gender,
            {{ parsed_date("birth_date") }} as birth_date,
            {{ value_alias("contact_source") }} as acquisition_channel,
            {{ parsed_boolean("latest.is_key_decision_maker") }} as is_key_decision_maker,
            trim(latest.remark) as description,
            {{ person_key("owner_id", "owner_name") }} as owner_source_id,
            trim(latest.owner_name) as owner_name,
            {{ value_alias("owner_department") }} as owner_department,
            {{ event_columns("created_at", "created") }},
            {{ value_alias("record_type") }} as record_type,
            {{ value_alias("life_status") }} as life_status,
            {{ is_voided() }} as is_deleted,
            {{ version_metadata() }}
        from latest
    )

select *
from final
