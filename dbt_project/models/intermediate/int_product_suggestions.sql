with
    int_order_lines_as_of as (select * from {{ ref("int_order_lines_as_of") }}),
    product_affinity as (select * from {{ ref("product_affinity") }}),
    dim_product as (select * from {{ ref("dim_product") }}),

    -- what was sold in the last year and is not known to be discontinued
    on_sale as (
        select
            dim_product.product_id,
            dim_product.source_system,
            row_number() over (
                partition by dim_product.source_system
                order by count(distinct lines.order_id) desc, dim_product.product_id
            ) as place
        from int_order_lines_as_of as lines
        inner join dim_product on lines.product_id = dim_product.product_id
        where
            dim_product.product_id <> 'unknown'
            and dim_product.is_active is distinct from false
            and lines.order_date > lines.as_of_date - 365
        group by dim_product.product_id, dim_product.source_system
    ),

    suggestions as (
        select
            affinity.other_product_id as product_id,
            affinity.product_id as goes_with_product_id,
            cast(null as varchar) as best_seller_of,
            affinity.confidence,
            cast(null as bigint) as place,
            'goes with ' || affinity.product_name as reason,
            '常与“' || affinity.product_name || '”一起购买' as reason_zh
        from product_affinity as affinity
        semi join on_sale on affinity.other_product_id = on_sale.product_id
        where affinity.is_beyond_chance
        qualify
            row_number() over (
                partition by affinity.product_id
                order by affinity.confidence desc, affinity.other_product_id
            )
            <= 3
        union all by name
        select
            product_id,
            source_system as best_seller_of,
            place,
            'best seller of ' || source_system as reason,
            source_system || ' 畅销品' as reason_zh
        from on_sale
        where place <= 10
    ),

    final as (
        select
            row_number() over (
                order by
                    confidence desc nulls last,
                    place,
                    product_id,
                    goes_with_product_id,
                    best_seller_of
            ) as suggestion,
            * exclude (place)
        from suggestions
    )

select *
from final
