with
    int_opportunity_versions as (select * from {{ ref("int_opportunity_versions") }}),
    int_leads_unioned as (select * from {{ ref("int_leads_unioned") }}),

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

    latest as (select * from int_opportunity_versions where is_latest and not is_deleted),

    leads as (select * from int_leads_unioned where not is_deleted),
    named as ({{ named_once("leads", "lead_name", "latest.lead_source_id") }}),

    final as (
        select
            latest.* exclude (exported_at, is_latest, is_deleted) replace (
                coalesce(latest.product_source_id, products.product_source_id) as product_source_id,
                coalesce(named.source_id, latest.lead_source_id) as lead_source_id
            )
        from latest
        left join
            products
            on latest.source_system = products.source_system
            and latest.source_id = products.opportunity_source_id
        left join
            named
            on latest.source_system = named.source_system
            and latest.lead_source_id = named.name_key
    )

select *
from final
