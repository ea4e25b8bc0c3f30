-- What one product, or all of them, sold in each month that begins in the period.
select
    sold.month,
    sum(sold.units)::double as units,
    sum(sold.net_amount)::double as net_amount,
    case when bool_and(sold.margin is not null) then sum(sold.margin) end::double as margin,
    -- units of systems that never told of one that came back are none of which it is known
    case
        when sum(sold.units) filter (where sold.returned_units is not null) > 0
        then sum(sold.returned_units)
    end::double as returned_units,
    sum(sold.returned_units)::double
    / nullif(sum(sold.units) filter (where sold.returned_units is not null), 0)::double
        as return_rate,
    not bool_and(sold.is_complete) as is_partial
from marts.product_performance as sold
inner join core.dim_product as product on product.product_id = sold.product_id
where
    (
        list_contains($sources, product.source_system)
        or ($with_unknown and sold.product_id = 'unknown')
    )
    and ($product is null or sold.product_id = $product)
    and sold.month between $first_month and $end
group by sold.month
order by sold.month
