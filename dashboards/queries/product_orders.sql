-- The orders with a product, or with one of a category, in the months that begin in the period;
-- what was paid back or came back after the as-of date is not seen.
with
    later as (
        select
            order_line_id,
            sum(amount) as refund,
            sum(returned_quantity) as returned_quantity
        from core.fct_order_refund
        where order_line_id is not null and refunded_date > $as_of_date
        group by order_line_id
    )

select
    line.order_date,
    nullif(line.customer_id, 'unknown') as customer_id,
    product.product_name,
    sum(line.quantity)::double as units,
    sum(greatest(line.returned_quantity - coalesce(later.returned_quantity, 0), 0))::double
        as returned_units,
    sum(line.refund - coalesce(later.refund, 0))::double as refund,
    sum(line.net_amount + coalesce(later.refund, 0))::double as net_amount,
    line.order_id
from core.fct_order_line as line
inner join core.dim_product as product on product.product_id = line.product_id
left join later on later.order_line_id = line.order_line_id
where
    list_contains($sources, line.source_system)
    and not line.is_cancelled
    and date_trunc('month', line.order_date) between $first_month and $end
    and line.order_date <= $as_of_date
    and case
        when $product is not null then line.product_id = $product
        when $month is not null then date_trunc('month', line.order_date) = $month
        else product.category is not distinct from $category
    end
    and ($month is null or date_trunc('month', line.order_date) = $month)
group by line.order_date, line.customer_id, product.product_name, line.order_id
order by line.order_date desc, line.order_id, product.product_name
limit $row_limit
