-- What each category sold in the months that begin in the period.
select
    product.category,
    count(distinct sold.product_id) filter (where sold.orders > 0) as products,
    sum(sold.units)::double as units,
    sum(sold.net_amount)::double as net_amount,
    -- of less than nothing nobody has a share
    case
        when sum(sum(sold.net_amount)) over () > 0
        then sum(sold.net_amount)::double / sum(sum(sold.net_amount)) over ()::double
    end as net_share,
    case when bool_and(sold.margin is not null) then sum(sold.margin) end::double as margin,
    case when bool_and(sold.margin is not null) then sum(sold.margin) end::double
    / nullif(sum(sold.net_amount), 0)::double as margin_rate,
    sum(sold.returned_units)::double
    / nullif(sum(sold.units) filter (where sold.returned_units is not null), 0)::double
        as return_rate
from marts.product_performance as sold
inner join core.dim_product as product on product.product_id = sold.product_id
where
    (
        list_contains($sources, product.source_system)
        or ($with_unknown and sold.product_id = 'unknown')
    )
    and sold.month between $first_month and $end
group by product.category
having sum(sold.orders) > 0
order by net_amount desc, product.category nulls last
