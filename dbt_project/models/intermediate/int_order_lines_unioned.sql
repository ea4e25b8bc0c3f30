{% set columns = with_metadata(
    {
        "source_system": "varchar",
        "source_id": "varchar",
        "order_source_id": "varchar",
        "customer_source_id": "varchar",
        "customer_name": "varchar",
        "ordered_at": "timestamp",
        "ordered_date": "date",
        "status": "varchar",
        "channel": "varchar",
        "product_source_id": "varchar",
        "product_name": "varchar",
        "product_category": "varchar",
        "quantity": "decimal(18, 4)",
        "unit_price": "decimal(18, 4)",
        "amount": "decimal(18, 4)",
        "discount_amount": "decimal(18, 4)",
        "tax_amount": "decimal(18, 4)",
        "shipping_amount": "decimal(18, 4)",
        "refund_amount": "decimal(18, 4)",
        "unit_cost": "decimal(18, 4)",
        "returned_quantity": "decimal(18, 4)",
        "currency": "varchar",
        "exchange_rate": "decimal(18, 8)",
    }
) %}

with
    final as (
        {{
            unioned(
                columns,
                {
                    "stg_template__order_lines": {
                        "amount": "coalesce(amount, quantity * unit_price)"
                    }
                },
            )
        }}
    )

select *
from final
