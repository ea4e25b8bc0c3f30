with
    {{
        latest_of(
            "template",
            "leads",
            events=[
                "created_at",
                "contacted_at",
                "qualified_at",
                "converted_at",
                "disqualified_at",
            ],
        )
    }},

    final as (
        select
            latest._source_system as source_system,
            {{ person_key("lead_id") }} as source_id,
            trim(latest.lead_name) as lead_name,
            trim(latest.company_name) as company_name,
            trim(latest.email) as email,
            trim(latest.phone) as phone,
            {{ value_alias("city") }} as city,
            {{ value_alias("province") }} as province,
            {{ value_alias("country") }} as country,
            {{ value_alias("industry") }} as industry,
            {{ value_alias("company_size") }} as company_size,
            {{ event_columns("created_at", "created") }},
            {{ event_columns("contacted_at", "contacted") }},
            {{ event_columns("qualified_at", "qualified") }},
            {{ event_columns("converted_at", "converted") }},
            {{ event_columns("disqualified_at", "disqualified") }},
            {{ value_alias("status") }} as status,
            {{ value_alias("source") }} as source,
            {{ record_key("campaign_id") }} as campaign_source_id,
            {{ person_key("owner_id", "owner_name") }} as owner_source_id,
            trim(latest.owner_name) as owner_name,
            {{ person_key("converted_customer_id") }} as converted_customer_source_id,
            {{ record_key("converted_opportunity_id") }} as converted_opportunity_source_id,
            {{ record_metadata() }}
        from latest
    )

select *
from final
