with
    {{
        latest_of(
            "fxiaoke",
            "leads",
            events=["created_at", "assigned_at", "qualified_at", "converted_at"],
            has_people=true,
        )
    }},

    final as (
        select
            latest._source_system as source_system,
            {{ person_key("lead_id", "lead_name") }} as source_id,
            trim(latest.lead_name) as lead_name,
            trim(latest.company_name) as company_name,
            trim(latest.email) as email,
            coalesce(trim(latest.mobile), trim(latest.phone)) as phone,
            trim(latest.address) as street,
            {{ value_alias("city") }} as city,
            {{ value_alias("province") }} as province,
            {{ value_alias("country") }} as country,
            trim(latest.website) as website,
            trim(latest.remark) as description,
            {{ value_alias("industry") }} as industry,
            {{ value_alias("company_size") }} as company_size,
            {{ event_columns("created_at", "created") }},
            {{ event_columns("assigned_at", "assigned") }},
            {{ event_columns("qualified_at", "qualified") }},
            {{ event_columns("converted_at", "converted") }},
            coalesce(
                {{ value_alias("lead_status") }}, {{ value_alias("process_status") }}
            ) as status,
            {{ value_alias("lead_stage") }} as stage,
            {{ value_alias("lead_source") }} as source,
            {{ value_alias("close_reason") }} as disqualification_reason,
            {{ record_key("campaign_id", "campaign_name") }} as campaign_source_id,
            {{ person_key("owner_id", "owner_name") }} as owner_source_id,
            trim(latest.owner_name) as owner_name,
            {{ value_alias("owner_department") }} as owner_department,
            {{ person_key("converted_account_id", "converted_account_name") }}
            as converted_customer_source_id,
            {{ person_key("converted_contact_id", "converted_contact_name") }}
            as converted_contact_source_id,
            {{ record_key("converted_opportunity_id", "converted_opportunity_name") }}
            as converted_opportunity_source_id,
            {{ value_alias("record_type") }} as record_type,
            {{ value_alias("life_status") }} as life_status,
            {{ is_voided() }} as is_deleted,
            {{ record_metadata() }}
        from latest
    )

select *
from final
