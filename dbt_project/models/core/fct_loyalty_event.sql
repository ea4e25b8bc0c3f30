with
    int_loyalty_events as (select * from {{ ref("int_loyalty_events") }}),
    fct_order as (select * from {{ ref("fct_order") }}),

    final as (
        select
            int_loyalty_events.loyalty_event_id,
            int_loyalty_events.source_system,
            int_loyalty_events.source_id,
            int_loyalty_events.customer_id,
            int_loyalty_events.referred_customer_id,
            fct_order.order_id,
            int_loyalty_events.kind,
            case
                when int_loyalty_events.kind in ('redeemed', 'expired')
                then - abs(int_loyalty_events.points)
                when int_loyalty_events.kind in ('earned', 'referral')
                then abs(int_loyalty_events.points)
                else int_loyalty_events.points
            end as points,
            int_loyalty_events.balance_after,
            int_loyalty_events.tier_after,
            int_loyalty_events.occurred_at,
            int_loyalty_events.occurred_date
        from int_loyalty_events
        left join fct_order on int_loyalty_events.mentioned_order_id = fct_order.order_id
    )

select *
from final
