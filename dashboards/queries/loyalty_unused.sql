-- Members who redeemed nothing in the period, those with most points first.
with
    redeemed as (
        select
            customer_id,
            max(occurred_date) as last_redeemed_date,
            bool_or(occurred_date between $start and $end) as is_in_period
        from core.fct_loyalty_event
        where kind = 'redeemed' and occurred_date <= $as_of_date
        group by customer_id
    )
select
    member.customer_id,
    coalesce(member.loyalty_tier, 'none') as loyalty_tier,
    member.points_balance::double as points_balance,
    redeemed.last_redeemed_date,
    member.last_purchase_date,
    member.orders,
    member.net_amount::double as net_amount,
    member.churn_band
from marts.customer_360 as member
left join redeemed on redeemed.customer_id = member.customer_id
where
    member.points_balance > 0
    and not coalesce(redeemed.is_in_period, false)
order by member.points_balance desc, member.customer_id
limit $row_limit
