{% set columns = with_metadata(
    {
        "source_system": "varchar",
        "source_id": "varchar",
        "order_source_id": "varchar",
        "line_source_id": "varchar",
        "refunded_at": "timestamp",
        "refunded_date": "date",
        "amount": "decimal(18, 4)",
        "returned_quantity": "decimal(18, 4)",
        "reason": "varchar",
        "reason_excluded": "varchar",
    }
) %}
{% set if_reduction = "case when is_reduction then " %}

with
    refunds as (
        {{
            unioned(
                columns,
                {
                    "stg_template__refunds": {
                        "returned_quantity": "quantity",
                        "reason_excluded": none,
                    },
                    "stg_fxiaoke__returns": {
                        "line_source_id": none,
                        "refunded_at": "coalesce(returned_at, created_at)",
                        "refunded_date": "coalesce(returned_date, created_date)",
                        "returned_quantity": "quantity",
                        "reason_excluded": fxiaoke_reason_excluded(),
                    },
                    "stg_salesforce__orders": {
                        "order_source_id": if_reduction ~ "original_order_source_id end",
                        "line_source_id": none,
                        "refunded_at": none,
                        "refunded_date": "ordered_date",
                        "amount": "abs(gross_amount)",
                        "returned_quantity": none,
                        "reason": "order_type",
                        "reason_excluded": "case when is_deleted then 'deleted' end",
                    },
                },
            )
        }}
    ),

    -- of Salesforce's orders only those that take back another one
    final as (select * from refunds where order_source_id is not null)

select *
from final
