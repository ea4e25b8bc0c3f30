{# The one shape of opportunities of all sources. #}
{% macro opportunity_columns() -%}
    {{
        return(
            with_metadata(
                {
                    "source_system": "varchar",
                    "source_id": "varchar",
                    "opportunity_name": "varchar",
                    "customer_table": "varchar",
                    "customer_source_id": "varchar",
                    "customer_name": "varchar",
                    "lead_source_id": "varchar",
                    "owner_source_id": "varchar",
                    "owner_name": "varchar",
                    "product_source_id": "varchar",
                    "product_name": "varchar",
                    "pipeline": "varchar",
                    "stage": "varchar",
                    "exported_status": "varchar",
                    "created_at": "timestamp",
                    "created_date": "date",
                    "stage_changed_at": "timestamp",
                    "stage_changed_date": "date",
                    "closed_at": "timestamp",
                    "closed_date": "date",
                    "expected_close_date": "date",
                    "amount": "decimal(18, 4)",
                    "currency": "varchar",
                    "exchange_rate": "decimal(18, 11)",
                    "probability": "decimal(9, 6)",
                    "source": "varchar",
                    "campaign_source_id": "varchar",
                    "win_loss_reason": "varchar",
                    "competitor": "varchar",
                    "next_step": "varchar",
                    "description": "varchar",
                    "is_deleted": "boolean",
                    "exported_at": "timestamp",
                    "is_latest": "boolean",
                }
            )
        )
    }}
{%- endmacro %}
