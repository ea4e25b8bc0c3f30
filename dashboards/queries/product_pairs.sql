-- What goes with a product; or, without one, the pairs that are together more often than chance
-- brings, each once, in the direction in which it is likelier. Beyond chance first, then by lift.
select
    pair.product_id,
    pair.product_name,
    pair.other_product_id,
    pair.other_product_name,
    pair.common_orders,
    pair.product_orders,
    pair.other_product_orders,
    pair.orders,
    pair.support,
    pair.confidence,
    pair.lift,
    pair.is_beyond_chance
from marts.product_affinity as pair
inner join core.dim_product as product on product.product_id = pair.product_id
where
    list_contains($sources, product.source_system)
    and case
        when $product is not null then pair.product_id = $product
        else
            pair.is_beyond_chance
            and (pair.product_orders, pair.product_id)
            < (pair.other_product_orders, pair.other_product_id)
    end
order by
    pair.is_beyond_chance desc,
    pair.lift desc,
    pair.common_orders desc,
    pair.product_id,
    pair.other_product_id
limit $row_limit
