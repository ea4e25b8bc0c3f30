with
    int_order_lines_as_of as (select * from {{ ref("int_order_lines_as_of") }}),
    int_product_suggestions as (select * from {{ ref("int_product_suggestions") }}),
    dim_product as (select * from {{ ref("dim_product") }}),
    dim_customer as (select * from {{ ref("dim_customer") }}),

    -- a product by a number and a customer by the hash of its id, which are faster to join; see
    -- the macro `product_sets`
    numbered as (
        select product_id, cast(row_number() over (order by product_id) as integer) as product
        from dim_product
        where product_id <> 'unknown'
    ),

    suggestions as (
        select
            suggestions.suggestion,
            numbered.product,
            goes_with.product as goes_with_product,
            suggestions.best_seller_of
        from int_product_suggestions as suggestions
        inner join numbered on suggestions.product_id = numbered.product_id
        left join numbered as goes_with on suggestions.goes_with_product_id = goes_with.product_id
    ),

    bought as (
        select
            hash(lines.customer_id) as customer,
            numbered.product,
            max(lines.order_date) as last_date
        from int_order_lines_as_of as lines
        inner join numbered on lines.product_id = numbered.product_id
        where lines.customer_id <> 'unknown'
        group by all
    ),

    bought_last as (
        select customer, product
        from bought
        qualify row_number() over (partition by customer order by last_date desc, product) <= 5
    ),

    systems as (
        select distinct hash(customer_id) as customer, source_system
        from int_order_lines_as_of
        where customer_id <> 'unknown'
    ),

    suggested as (
        select bought_last.customer, suggestions.product, suggestions.suggestion
        from bought_last
        inner join suggestions on bought_last.product = suggestions.goes_with_product
        union all
        select systems.customer, suggestions.product, suggestions.suggestion
        from systems
        inner join suggestions on systems.source_system = suggestions.best_seller_of
    ),

    -- each product for its best reason, and none that the customer has bought
    new_to_it as (
        select suggested.customer, min(suggested.suggestion) as suggestion
        from suggested
        anti join
            bought on suggested.customer = bought.customer and suggested.product = bought.product
        group by suggested.customer, suggested.product
    ),

    ranked as (
        select
            customer,
            suggestion,
            row_number() over (partition by customer order by suggestion) as rank
        from new_to_it
        qualify rank <= 3
    ),

    final as (
        select
            dim_customer.customer_id,
            cast(ranked.rank as integer) as rank,
            suggestions.product_id,
            dim_product.product_name,
            case
                when suggestions.best_seller_of is null then 'affinity' else 'best_seller'
            end as basis,
            suggestions.goes_with_product_id,
            suggestions.confidence,
            suggestions.reason,
            suggestions.reason_zh
        from ranked
        inner join dim_customer on ranked.customer = hash(dim_customer.customer_id)
        inner join
            int_product_suggestions as suggestions on ranked.suggestion = suggestions.suggestion
        inner join dim_product on suggestions.product_id = dim_product.product_id
    )

select *
from final
