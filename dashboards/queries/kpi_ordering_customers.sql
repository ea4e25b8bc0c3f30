-- Customers on each day from $start to $end on which they ordered, by the system of the orders; with
-- $is_new only those whose first order it was, in the first system if there are several. Those who
-- ordered for most come first.
with
    -- refunds after the as-of date are not seen
    later as (
        select order_id, sum(amount) as refund
        from core.fct_order_refund
        where refunded_date > $as_of_date
        group by order_id
    ),

    days as (
        select
            customer_id,
            order_date,
            source_system,
            count(*) as orders,
            sum(net_amount + coalesce(later.refund, 0))::double as net_amount,
            min(source_system) over (partition by customer_id, order_date) as first_source_system
        from core.fct_order
        left join later using (order_id)
        where not is_cancelled and order_date between $start and least($end, $as_of_date)
        group by customer_id, order_date, source_system
    )

select
    days.customer_id,
    days.order_date,
    days.orders,
    coalesce(days.net_amount, 0) as net_amount,
    customer.first_purchase_date,
    customer.channel,
    days.source_system
from days
inner join marts.customer_360 as customer on customer.customer_id = days.customer_id
where
    list_contains($sources, days.source_system)
    and ($regions is null or list_contains($regions, customer.region))
    and ($channels is null or list_contains($channels, customer.channel))
    and ($owners is null or list_contains($owners, customer.owner_employee_id))
    and (
        not $is_new
        or (
            days.order_date = customer.first_purchase_date
            and days.source_system = days.first_source_system
        )
    )
order by net_amount desc, days.customer_id, days.order_date, days.source_system
limit $row_limit
