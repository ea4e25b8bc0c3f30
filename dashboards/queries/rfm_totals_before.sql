-- Customers whose last order was in the period compared with, as of its end, and all that they had
-- brought by then; refunds after it are not seen.
with
    later as (
        select order_id, sum(amount) as refund
        from core.fct_order_refund
        where refunded_date > $previous_end
        group by order_id
    ),

    customers as (
        select
            fct_order.customer_id,
            max(fct_order.order_date) as last_order_date,
            sum(fct_order.net_amount + coalesce(later.refund, 0)) as monetary
        from core.fct_order
        left join later using (order_id)
        where
            not fct_order.is_cancelled
            and fct_order.order_date <= $previous_end
            and fct_order.customer_id <> 'unknown'
        group by fct_order.customer_id
    )

select count(*)::bigint as customers, coalesce(sum(customers.monetary), 0)::double as monetary
from customers
inner join marts.customer_360 as customer on customer.customer_id = customers.customer_id
where
    list_contains($sources, customer.source_system)
    and ($regions is null or list_contains($regions, customer.region))
    and ($channels is null or list_contains($channels, customer.channel))
    and ($owners is null or list_contains($owners, customer.owner_employee_id))
    and customers.last_order_date between $previous_start and $previous_end
