-- The orders from $start to $end of which it is known how many units were sold, those of most units
-- first.
with
    units as (
        select order_id, sum(quantity)::double as units
        from core.fct_order_line
        where
            not is_cancelled
            and quantity is not null
            and order_date between $start and least($end, $as_of_date)
            and list_contains($sources, source_system)
        group by order_id
    ),

    -- refunds after the as-of date are not seen
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
    units.units,
    (orders.net_amount + coalesce(later.refund, 0))::double as net_amount,
    orders.source_system
from core.fct_order as orders
inner join units on units.order_id = orders.order_id
inner join core.dim_customer as customer on customer.customer_id = orders.customer_id
left join later on later.order_id = orders.order_id
where
    orders.order_date between $start and least($end, $as_of_date)
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
order by units.units desc, orders.order_id
limit $row_limit
