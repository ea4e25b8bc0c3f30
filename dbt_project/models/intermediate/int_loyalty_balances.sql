with
    int_loyalty_events_as_of as (select * from {{ ref("int_loyalty_events_as_of") }}),

    -- changes of one instant, and what may tell their order
    instants as (
        select
            source_system,
            customer_id,
            member,
            occurred_date,
            occurred_at,
            sum(points) as points,
            case
                when count(*) = count(balance_after) then list(balance_after - points)
            end as balances_before,
            bool_and({{ matches("source_id", "^\\d{1,38}$") }}) as is_numbered
        from int_loyalty_events_as_of
        group by all
        having count(*) > 1
    ),

    -- in the order in which they took place; of one instant, what leads to the balance of all is
    -- the last, else numbers count up, else the file tells them in order
    numbered as (
        select
            events.* exclude (source_id, occurred_at, loaded_at, row_number),
            row_number() over (
                partition by events.source_system, events.customer_id
                order by
                    events.occurred_date,
                    events.occurred_at nulls first,
                    coalesce(
                        list_contains(
                            instants.balances_before, events.balance_after - instants.points
                        ),
                        false
                    ),
                    case when instants.is_numbered then try_cast(events.source_id as hugeint) end,
                    events.loaded_at,
                    events.row_number,
                    events.source_id
            ) as event_number
        from int_loyalty_events_as_of as events
        left join
            instants
            on events.source_system = instants.source_system
            and events.customer_id = instants.customer_id
            and events.member is not distinct from instants.member
            and events.occurred_date = instants.occurred_date
            and events.occurred_at is not distinct from instants.occurred_at
    ),

    stated as (
        select
            *,
            coalesce(last_value(tier_after ignore nulls) over customer, 'none') as tier,
            count(balance_after) over account as statement
        from numbered
        window
            customer as (
                partition by source_system, customer_id
                order by event_number
                rows between unbounded preceding and current row
            ),
            account as (
                partition by source_system, customer_id, member
                order by event_number
                rows between unbounded preceding and current row
            )
    ),

    -- of an account, the balance that was stated last, and what came since
    accounts as (
        select
            *,
            sum(coalesce(balance_after, points)) over (
                partition by source_system, customer_id, member, statement order by event_number
            ) as balance_of_account
        from stated
    ),

    -- a customer may have several accounts
    changed as (
        select *, balance_of_account - coalesce(lag(balance_of_account) over account, 0) as change
        from accounts
        window account as (partition by source_system, customer_id, member order by event_number)
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
            lag(tier) over customer as tier_before,
            tier,
            cast(sum(change) over customer - change as decimal(18, 2)) as balance_before,
            cast(sum(change) over customer as decimal(18, 2)) as balance,
            cast(change - points as decimal(18, 2)) as unexplained_points,
            as_of_date
        from changed
        window customer as (partition by source_system, customer_id order by event_number)
    )

select *
from final
