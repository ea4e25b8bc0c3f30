with
    {{ latest_of("template", "loyalty_events", events=["occurred_at"]) }},

    final as (
        select
            latest._source_system as source_system,
            coalesce({{ record_key("event_id") }}, {{ row_key() }}) as source_id,
            {{ person_key("customer_id", "customer_name") }} as customer_source_id,
            trim(latest.customer_name) as customer_name,
            {{ record_key("order_id") }} as order_source_id,
            {{ value_alias("kind") }} as kind,
            {{ parsed_number("latest.points") }} as points,
            {{ parsed_number("latest.balance_after") }} as balance_after,
            {{ value_alias("tier_after") }} as tier_after,
            {{ person_key("referred_customer_id") }} as referred_customer_source_id,
            {{ event_columns("occurred_at", "occurred") }},
            {{ record_metadata() }}
        from latest
    )

select *
from final
