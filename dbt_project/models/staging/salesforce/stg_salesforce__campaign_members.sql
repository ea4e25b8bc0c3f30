with
    {{ latest_of("salesforce", "campaign_members", events=["created_at"]) }},

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("campaign_member_id") }} as source_id,
            {{ record_key("campaign_id") }} as campaign_source_id,
            {{ person_key("lead_id") }} as lead_source_id,
            {{ person_key("contact_id") }} as contact_source_id,
            {{ value_alias("status") }} as response_status,
            {{ parsed_boolean("latest.has_responded") }} as has_responded,
            {{ parsed_date("first_responded_date") }} as first_responded_date,
            {{ event_columns("created_at", "created") }},
            coalesce({{ parsed_boolean("latest.is_deleted") }}, false) as is_deleted,
            {{ record_metadata() }}
        from latest
    )

select *
from final
