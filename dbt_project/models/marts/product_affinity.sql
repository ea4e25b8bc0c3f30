with
    {{ product_sets(2) }},

    systems as (
        select source_system, count(distinct basket) as orders from baskets group by source_system
    ),

    -- each pair in both directions
    pairs as (
        select product_1 as product, product_2 as other_product, orders
        from sets_2
        union all
        select product_2 as product, product_1 as other_product, orders
        from sets_2
    ),

    counted as (
        select
            products.product_id,
            products.product_name,
            others.product_id as other_product_id,
            others.product_name as other_product_name,
            systems.orders,
            product_sets.orders as product_orders,
            other_sets.orders as other_product_orders,
            pairs.orders as common_orders,
            cast(product_sets.orders as hugeint) * cast(other_sets.orders as hugeint) as by_chance,
            cast(pairs.orders as hugeint) * systems.orders - by_chance as more_than_chance
        from pairs
        inner join sets_1 as product_sets on pairs.product = product_sets.product_1
        inner join sets_1 as other_sets on pairs.other_product = other_sets.product_1
        inner join numbered as product_numbers on pairs.product = product_numbers.product
        inner join numbered as other_numbers on pairs.other_product = other_numbers.product
        inner join
            {{ ref("dim_product") }} as products on product_numbers.product_id = products.product_id
        inner join
            {{ ref("dim_product") }} as others on other_numbers.product_id = others.product_id
        inner join systems on products.source_system = systems.source_system
    ),

    final as (
        select
            * exclude (by_chance, more_than_chance),
            cast(common_orders as double) / nullif(orders, 0) as support,
            cast(common_orders as double) / nullif(product_orders, 0) as confidence,
            cast(common_orders as double) * orders / nullif(by_chance, 0) as lift,
            -- by more than two standard errors of a count, in whole numbers
            more_than_chance > 0
            and more_than_chance * more_than_chance > 4 * orders * by_chance as is_beyond_chance
        from counted
    )

select *
from final
