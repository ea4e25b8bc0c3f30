{% set columns = with_metadata(
    {
        "source_system": "varchar",
        "source_id": "varchar",
        "customer_source_id": "varchar",
        "customer_name": "varchar",
        "referred_customer_source_id": "varchar",
        "order_source_id": "varchar",
        "kind": "varchar",
        "points": "decimal(18, 2)",
        "balance_after": "decimal(18, 2)",
        "tier_after": "varchar",
        "occurred_at": "timestamp",
        "occurred_date": "date",
    }
) %}

with final as ({{ unioned(columns, {"stg_template__loyalty_events": {}}) }})

select *
from final
