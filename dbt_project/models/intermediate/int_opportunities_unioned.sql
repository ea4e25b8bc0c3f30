with
    int_opportunity_versions as (select * from {{ ref("int_opportunity_versions") }}),

    lines as (
        {{
            unioned(
                {
                    "source_system": "varchar",
                    "opportunity_source_id": "varchar",
                    "product_source_id": "varchar",
                    "is_deleted": "boolean",
                },
                {"stg_salesforce__opportunity_line_items": {}},
            )
        }}
    ),

    -- an opportunity is about a product where its lines name one only
    products as (
        select source_system, opportunity_source_id, min(product_source_id) as product_source_id
        from lines
        where not is_deleted
        group by source_system, opportunity_source_id
        having count(distinct product_source_id) = 1
    ),

    final as (
        select
            int_opportunity_versions.* exclude (exported_at, is_latest, is_deleted) replace (
                coalesce(
                    int_opportunity_versions.product_source_id, products.product_source_id
                ) as product_source_id
            )
        from int_opportunity_versions
        left join
            products
            on int_opportunity_versions.source_system = products.source_system
            and int_opportunity_versions.source_id = products.opportunity_source_id
        where int_opportunity_versions.is_latest and not int_opportunity_versions.is_deleted
    )

select *
from final
