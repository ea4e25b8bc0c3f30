with
    fct_loyalty_event as (select * from {{ ref("fct_loyalty_event") }}),
    int_loyalty_events as (select * from {{ ref("int_loyalty_events") }}),
    as_of as (select * from {{ ref("as_of") }}),

    -- in the order in which they took place; of one instant, in that of the vendor's numbers
    visible as (
        select
            events.* replace (coalesce(events.points, 0) as points),
            as_of.as_of_date,
            row_number() over (
                partition by events.source_system, events.customer_id
                order by
                    events.occurred_date,
                    events.occurred_at nulls first,
                    length(events.source_id),
                    events.source_id
            ) as event_number
        from fct_loyalty_event as events
        inner join int_loyalty_events using (loyalty_event_id)
        cross join as_of
        where
            events.occurred_date is not null
            and events.customer_id <> 'unknown'
            and {{ has_happened("int_loyalty_events.occurred_date") }}
    ),

    stated as (
        select
            *,
            coalesce(last_value(tier_after ignore nulls) over so_far, 'none') as tier,
            count(balance_after) over so_far as statement
        from visible
        window
            so_far as (
                partition by source_system, customer_id
                order by event_number
                rows between unbounded preceding and current row
            )
    ),

    -- the balance that was stated last, and what came since
    balanced as (
        select
            *,
            cast(
                sum(coalesce(balance_after, points)) over (
                    partition by source_system, customer_id, statement order by event_number
                ) as decimal(18, 2)
            ) as balance
        from stated
    ),

    preceded as (
        select
            *,
            lag(tier) over (
                partition by source_system, customer_id order by event_number
            ) as tier_before,
            coalesce(
                lag(balance) over (partition by source_system, customer_id order by event_number), 0
            ) as balance_before
        from balanced
    ),

    final as (
        select
            loyalty_event_id,
            source_system,
            customer_id,
            event_number,
            occurred_date,
            kind,
            points,
            tier_before,
            tier,
            balance_before,
            balance,
            balance - balance_before - points as unexplained_points,
            as_of_date
        from preceded
    )

select *
from final
