{% set columns = with_metadata(
    {
        "source_system": "varchar",
        "source_id": "varchar",
        "name_key": "varchar",
        "product_name": "varchar",
        "category": "varchar",
        "product_line": "varchar",
        "list_price": "decimal(18, 2)",
        "unit_cost": "decimal(18, 2)",
        "currency": "varchar",
        "is_active": "boolean",
    }
) %}

with
    final as (
        {{
            unioned(
                columns,
                {
                    "stg_template__products": {},
                    "stg_zoho__products": {"product_line": none, "unit_cost": none},
                },
            )
        }}
    )

select *
from final
