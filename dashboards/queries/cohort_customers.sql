-- The customers whose first order was in a month of the period and who ordered again so many months
-- later; $cohort_month and $channel, where they are not null, leave only one month or channel. Where
-- months are taken together, one that is not over counts only as the first.
with
    -- refunds after the as-of date are not seen
    later as (
        select order_id, sum(amount) as refund
        from core.fct_order_refund
        where refunded_date > $as_of_date
        group by order_id
    ),

    orders as (
        select customer_id, order_date, (net_amount + coalesce(later.refund, 0))::double as net_amount
        from core.fct_order
        left join later using (order_id)
        where not is_cancelled and order_date <= $as_of_date
    ),

    firsts as (
        select customer_id, min(order_date) as first_order_date
        from orders
        group by customer_id
        having
            date_trunc('month', first_order_date) between $first_month and $end
            and (
                $cohort_month::date is null
                or date_trunc('month', first_order_date) = $cohort_month::date
            )
    )

select
    firsts.customer_id,
    customer.source_system,
    customer.channel,
    firsts.first_order_date,
    count(distinct orders.order_date)::bigint as order_days,
    sum(orders.net_amount) as revenue
from firsts
inner join marts.customer_360 as customer on customer.customer_id = firsts.customer_id
inner join orders on orders.customer_id = firsts.customer_id
where
    list_contains($sources, customer.source_system)
    and ($regions is null or list_contains($regions, customer.region))
    and ($channels is null or list_contains($channels, customer.channel))
    and ($owners is null or list_contains($owners, customer.owner_employee_id))
    and ($channel is null or customer.channel = $channel)
    and date_diff('month', firsts.first_order_date, orders.order_date) = $months_since
    and (
        $cohort_month::date is not null
        or $months_since = 0
        or last_day(orders.order_date) <= $as_of_date
    )
group by all
order by revenue desc, firsts.customer_id
limit $row_limit
