-- Members by the tier they have at the end of the data, and what they have bought so far.
select
    coalesce(loyalty_tier, 'none') as loyalty_tier,
    count(*) as members,
    coalesce(sum(orders), 0)::bigint as orders,
    coalesce(sum(net_amount), 0)::double as net_amount,
    coalesce(sum(net_amount), 0)::double / count(*) as net_amount_per_member,
    coalesce(sum(orders), 0)::double / count(*) as orders_per_member,
    sum(points_balance)::double as points_balance
from marts.customer_360
where points_balance is not null
group by all
order by net_amount_per_member desc, loyalty_tier
