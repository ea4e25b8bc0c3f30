with
    int_members as (select * from {{ ref("int_members") }}),
    int_products_unioned as (select * from {{ ref("int_products_unioned") }}),
    int_references as (select * from {{ ref("int_references") }}),
    int_order_lines_unioned as (select * from {{ ref("int_order_lines_unioned") }}),

    products as (
        select *
        from int_products_unioned
        qualify
            row_number() over (
                partition by source_system, source_id order by loaded_at desc, row_number desc
            )
            = 1
    ),

    -- the category that order lines give to a product no export lists
    line_categories as (
        select source_system, product_source_id, max(product_category) as category
        from int_order_lines_unioned
        group by source_system, product_source_id
    ),

    members as (
        select distinct
            int_members.member_id as product_id,
            int_members.source_system,
            int_members.member_source_id as source_id,
            coalesce(
                products.product_name, int_references.name, int_members.member_source_id
            ) as product_name,
            coalesce(products.category, line_categories.category) as category,
            products.product_line,
            products.list_price,
            products.unit_cost,
            products.currency,
            products.is_active,
            int_members.is_listed
        from int_members
        left join
            products
            on int_members.source_system = products.source_system
            and int_members.member_source_id = products.source_id
        left join
            int_references
            on int_members.source_system = int_references.source_system
            and int_references.object = 'products'
            and int_members.member_source_id = int_references.source_id
        left join
            line_categories
            on int_members.source_system = line_categories.source_system
            and int_members.member_source_id = line_categories.product_source_id
        where int_members.object = 'products'
    ),

    final as (
        select
            product_id,
            source_system,
            source_id,
            product_name,
            category,
            product_line,
            cast(list_price as decimal(18, 2)) as list_price,
            cast(unit_cost as decimal(18, 2)) as unit_cost,
            currency,
            is_active,
            is_listed
        from members
        union all by name
        select
            'unknown' as product_id,
            'unknown' as source_system,
            'unknown' as source_id,
            'unknown' as product_name,
            false as is_listed
    )

select *
from final
