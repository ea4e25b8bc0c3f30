{% set columns = with_metadata(
    {
        "source_system": "varchar",
        "source_id": "varchar",
        "order_source_id": "varchar",
        "paid_at": "timestamp",
        "paid_date": "date",
        "method": "varchar",
        "amount": "decimal(18, 4)",
        "currency": "varchar",
        "is_deleted": "boolean",
    }
) %}

with
    final as (
        {{
            unioned(
                columns,
                {
                    "stg_template__payments": {"is_deleted": "false"},
                    "stg_fxiaoke__payments": {"currency": none},
                },
            )
        }}
    )

select *
from final
