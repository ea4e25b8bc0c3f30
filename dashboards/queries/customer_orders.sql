-- The orders of one customer in a month, cancelled ones left out, newest first;
-- refunds after the as-of date are not seen.
with
    later as (
        select order_id, sum(amount) as refund
        from core.fct_order_refund
        where refunded_date > $as_of_date
        group by order_id
    )

select
    source_system,
    source_id as reference,
    order_date,
    status,
    (gross - discount)::double as amount,
    (fct_order.refund - coalesce(later.refund, 0))::double as refund,
    (net_amount + coalesce(later.refund, 0))::double as net_amount
from core.fct_order
left join later using (order_id)
where
    customer_id = $customer_id
    and not is_cancelled
    and order_date <= $as_of_date
    and date_trunc('month', order_date) = $month
order by order_date desc, ordered_at desc nulls last, order_id
limit $row_limit
