-- The customers of the period's cohorts who ordered on a second day within the horizon, of those
-- that have reached it; $channel, where it is not null, leaves only one channel.
with
    -- refunds after the as-of date are not seen
    later as (
        select order_id, sum(amount) as refund
        from core.fct_order_refund
        where refunded_date > $as_of_date
        group by order_id
    ),

    orders as (
        select
            customer_id,
            order_date,
            min(order_date) over (partition by customer_id) as first_order_date,
            (net_amount + coalesce(later.refund, 0))::double as net_amount
        from core.fct_order
        left join later using (order_id)
        where not is_cancelled and order_date <= $as_of_date
    )

select
    orders.customer_id,
    customer.source_system,
    customer.channel,
    orders.first_order_date,
    min(orders.order_date) filter (where orders.order_date > orders.first_order_date)
        as second_order_date,
    second_order_date - orders.first_order_date as days_between,
    sum(orders.net_amount) as revenue
from orders
inner join marts.customer_360 as customer on customer.customer_id = orders.customer_id
where
    list_contains($sources, customer.source_system)
    and ($regions is null or list_contains($regions, customer.region))
    and ($channels is null or list_contains($channels, customer.channel))
    and ($owners is null or list_contains($owners, customer.owner_employee_id))
    and ($channel is null or customer.channel = $channel)
    and date_trunc('month', orders.first_order_date) between $first_month and $end
    and orders.first_order_date <= $as_of_date::date - coalesce($horizon_days::integer, 0)
group by orders.customer_id, customer.source_system, customer.channel, orders.first_order_date
having
    second_order_date is not null
    and ($horizon_days::integer is null or days_between <= $horizon_days::integer)
order by revenue desc, orders.customer_id
limit $row_limit
