-- The orders from $start to $end, the largest first; refunds after the as-of date are not seen.
with
    later as (
        select order_id, sum(amount) as refund
        from core.fct_order_refund
        where refunded_date > $as_of_date
        group by order_id
    )

select
    nullif(orders.customer_id, 'unknown') as customer_id,
    orders.order_id,
    orders.order_date,
    (orders.net_amount + coalesce(later.refund, 0))::double as net_amount,
    (orders.refund - coalesce(later.refund, 0))::double as refund,
    orders.source_system
from core.fct_order as orders
inner join core.dim_customer as customer on customer.customer_id = orders.customer_id
left join later on later.order_id = orders.order_id
where
    list_contains($sources, orders.source_system)
    and not orders.is_cancelled
    and orders.order_date between $start and least($end, $as_of_date)
    and ($regions is null or list_contains($regions, coalesce(customer.region, 'unknown')))
    and (
        $channels is null
        or list_contains($channels, coalesce(customer.acquisition_channel, 'unknown'))
    )
    and (
        $owners is null
        or list_contains(
            $owners,
            coalesce(nullif(orders.employee_id, 'unknown'), customer.owner_employee_id)
        )
    )
order by net_amount desc nulls last, orders.order_id
limit $row_limit
