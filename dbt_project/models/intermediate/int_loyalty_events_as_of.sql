with
    fct_loyalty_event as (select * from {{ ref("fct_loyalty_event") }}),
    int_loyalty_events as (select * from {{ ref("int_loyalty_events") }}),
    as_of as (select * from {{ ref("as_of") }}),

    visible as (
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
    ),

    -- changes of one instant of which the balances say what stood before and what came of all
    instants as (
        select
            source_system,
            customer_id,
            member,
            occurred_date,
            occurred_at,
            list(balance_after - points) as balances_before,
            sum(points) as points
        from visible
        group by all
        having count(*) > 1 and count(*) = count(balance_after)
    ),

    -- in the order in which they took place; of one instant, what leads to the balance of all is
    -- the last, else numbers count up, else the file tells them in order
    final as (
        select
            visible.* exclude (occurred_at, loaded_at, row_number),
            row_number() over (
                partition by visible.source_system, visible.customer_id
                order by
                    visible.occurred_date,
                    visible.occurred_at nulls first,
                    coalesce(
                        list_contains(
                            instants.balances_before, visible.balance_after - instants.points
                        ),
                        false
                    ),
                    case
                        when {{ matches("visible.source_id", "^\\d{1,38}$") }}
                        then try_cast(visible.source_id as hugeint)
                    end,
                    visible.loaded_at,
                    visible.row_number,
                    visible.source_id
            ) as event_number
        from visible
        left join
            instants
            on visible.source_system = instants.source_system
            and visible.customer_id = instants.customer_id
            and visible.member is not distinct from instants.member
            and visible.occurred_date = instants.occurred_date
            and visible.occurred_at is not distinct from instants.occurred_at
    )

select *
from final
