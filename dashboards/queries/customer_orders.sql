-- The orders of one customer in a month, cancelled ones left out, newest first.
select
    source_system,
    source_id as reference,
    order_date,
    status,
    (gross - discount)::double as amount,
    refund::double as refund,
    net_amount::double as net_amount
from core.fct_order
where
    customer_id = $customer_id
    and not is_cancelled
    and order_date <= $as_of_date
    and date_trunc('month', order_date) = $month
order by order_date desc, ordered_at desc nulls last, order_id
limit $row_limit
