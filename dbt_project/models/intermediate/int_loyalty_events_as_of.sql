with
    fct_loyalty_event as (select * from {{ ref("fct_loyalty_event") }}),
    int_loyalty_events as (select * from {{ ref("int_loyalty_events") }}),
    as_of as (select * from {{ ref("as_of") }}),

    final as (
        select
            events.loyalty_event_id,
            events.source_system,
            events.source_id,
            events.customer_id,
            int_loyalty_events.customer_source_id as member,
            events.kind,
            coalesce(events.points, 0) as points,
            events.balance_after,
            events.tier_after,
            events.occurred_at,
            events.occurred_date,
            int_loyalty_events.loaded_at,
            int_loyalty_events.row_number,
            as_of.as_of_date
        from fct_loyalty_event as events
        inner join int_loyalty_events using (loyalty_event_id)
        cross join as_of
        where
            events.occurred_date is not null
            and events.customer_id <> 'unknown'
            and {{ has_happened("int_loyalty_events.occurred_date") }}
    )

select *
from final
