-- Products by complaints in the months that begin in the period, of all source systems.
-- Orders are those of every month with the product, also of months without a complaint.
with
    complained as (
        select product_id, sum(complaints)::bigint as complaints
        from marts.complaint_cause
        where product_id is not null and month between $first_month and $end
        group by product_id
    ),
    ordered as (
        select product_id, sum(orders)::bigint as orders
        from marts.product_performance
        where product_id <> 'unknown' and month between $first_month and $end
        group by product_id
    )
select
    complained.product_id,
    product.product_name,
    complained.complaints,
    ordered.orders,
    1000 * complained.complaints::double / nullif(ordered.orders, 0) as complaints_per_1000_orders
from complained
inner join core.dim_product as product on product.product_id = complained.product_id
left join ordered on ordered.product_id = complained.product_id
order by
    complained.product_id = 'unknown',
    complained.complaints desc,
    product.product_name,
    complained.product_id
limit $row_limit
