with
    {{ latest_of("template", "campaign_touches", events=["touched_at"]) }},

    final as (
        select
            latest._source_system as source_system,
            coalesce({{ record_key("touch_id") }}, {{ row_key() }}) as source_id,
            {{ record_key("campaign_id") }} as campaign_source_id,
            {{ person_key("customer_id", "customer_name") }} as customer_source_id,
            trim(latest.customer_name) as customer_name,
            {{ person_key("lead_id") }} as lead_source_id,
            {{ value_alias("kind") }} as kind,
            {{ value_alias("channel") }} as channel,
            {{ event_columns("touched_at", "touched") }},
            {{ parsed_boolean("latest.has_responded") }} as has_responded,
            {{ record_metadata() }}
        from latest
    )

select *
from final
