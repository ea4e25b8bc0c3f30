-- The orders that have both products, the latest first; refunds after the as-of date are not seen.
with
    later as (
        select order_line_id, sum(amount) as refund
        from core.fct_order_refund
        where order_line_id is not null and refunded_date > $as_of_date
        group by order_line_id
    )

select
    line.order_date,
    nullif(line.customer_id, 'unknown') as customer_id,
    sum(line.quantity)::double as units,
    sum(line.net_amount + coalesce(later.refund, 0))::double as net_amount,
    line.order_id
from core.fct_order_line as line
left join later on later.order_line_id = line.order_line_id
where
    list_contains([$product, $other_product], line.product_id)
    and not line.is_cancelled
    and coalesce(line.quantity, 1) > 0
    and line.order_date <= $as_of_date
group by line.order_date, line.customer_id, line.order_id
having count(distinct line.product_id) = 2
order by line.order_date desc, line.order_id
limit $row_limit
