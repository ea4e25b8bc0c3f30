{#
  CTEs `baskets` (order × product) and `sets_1`, `sets_2` … up to the largest: which products are
  together in at least `affinity_minimum_orders` orders, as product_1 < product_2 … and `orders`.

  A set is at most as frequent as each part of it, so every size is looked for only where the size
  below was frequent (Agrawal and Srikant, "Fast Algorithms for Mining Association Rules", 1994).
  Orders of more than `affinity_largest_order` products say nothing of what goes together, and would
  be most of the work. Numbers stand for orders and products, since ids are slow to join: the hash
  of an order's id is that of another one of ten million with a probability of three in a million.

  Args:
    largest: how many products the largest sets have.
#}
{% macro product_sets(largest) -%}
    int_order_lines_as_of as (select * from {{ ref("int_order_lines_as_of") }}),

    numbered as (
        select product_id, cast(row_number() over (order by product_id) as integer) as product
        from {{ ref("dim_product") }}
        where product_id <> 'unknown'
    ),

    contents as (
        select distinct
            hash(lines.order_id) as basket, lines.source_system, numbered.product as product_1
        from int_order_lines_as_of as lines
        inner join numbered on lines.product_id = numbered.product_id
        where coalesce(lines.quantity, 1) > 0
    ),

    baskets as (
        select *
        from contents
        where
            basket not in (
                select basket
                from contents
                group by basket
                having count(*) > {{ var("affinity_largest_order") }}
            )
    ),

    {%- for size in range(1, largest + 1) %}
        {%- set before = "product_" ~ (range(1, size) | join(", product_")) %}

        sets_{{ size }} as (
            select {{ before ~ "," if size > 1 }} product_{{ size }}, count(*) as orders
            from {{ "baskets" if size == 1 else "found_" ~ size }}
            group by all
            having count(*) >= {{ var("affinity_minimum_orders") }}
        )
        {%- if not loop.last %}
            ,
            found_{{ size + 1 }} as (
                select found.*, further.product_1 as product_{{ size + 1 }}
                from {{ "baskets" if size == 1 else "found_" ~ size }} as found
                semi join sets_{{ size }} using ({{ before ~ "," if size > 1 }} product_{{ size }})
                inner join
                    baskets as further
                    on found.basket = further.basket
                    and found.product_{{ size }} < further.product_1
                semi join sets_1 on further.product_1 = sets_1.product_1
            ),
        {%- endif %}
    {%- endfor %}
{%- endmacro %}
