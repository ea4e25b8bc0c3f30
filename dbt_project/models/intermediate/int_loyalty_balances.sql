with
    int_loyalty_events_as_of as (select * from {{ ref("int_loyalty_events_as_of") }}),

    stated as (
        select
            *,
            coalesce(last_value(tier_after ignore nulls) over customer, 'none') as tier,
            count(balance_after) over account as statement
        from int_loyalty_events_as_of
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
