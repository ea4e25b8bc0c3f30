{% set columns = with_metadata(
    {
        "source_system": "varchar",
        "source_id": "varchar",
        "customer_source_id": "varchar",
        "customer_name": "varchar",
        "ordered_at": "timestamp",
        "ordered_date": "date",
        "status": "varchar",
        "channel": "varchar",
        "campaign_source_id": "varchar",
        "employee_source_id": "varchar",
        "employee_name": "varchar",
        "gross_amount": "decimal(18, 4)",
        "discount_amount": "decimal(18, 4)",
        "tax_amount": "decimal(18, 4)",
        "shipping_amount": "decimal(18, 4)",
        "refund_amount": "decimal(18, 4)",
        "cost_amount": "decimal(18, 4)",
        "currency": "varchar",
        "exchange_rate": "decimal(18, 8)",
    }
) %}

with final as ({{ unioned(columns, {"stg_template__orders": {}}) }})

select *
from final
