-- The members who have a tier at the end of the data, those with most points first.
select
    customer_id,
    coalesce(loyalty_tier, 'none') as loyalty_tier,
    points_balance::double as points_balance,
    orders,
    net_amount::double as net_amount,
    last_purchase_date,
    churn_band
from marts.customer_360
where points_balance is not null and coalesce(loyalty_tier, 'none') = $tier
order by points_balance desc, customer_id
limit $row_limit
