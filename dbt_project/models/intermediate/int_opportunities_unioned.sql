{% set columns = with_metadata(
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
        "created_at": "timestamp",
        "created_date": "date",
        "closed_at": "timestamp",
        "closed_date": "date",
        "expected_close_date": "date",
        "amount": "decimal(18, 4)",
        "currency": "varchar",
        "exchange_rate": "decimal(18, 8)",
        "probability": "decimal(9, 6)",
        "source": "varchar",
        "campaign_source_id": "varchar",
        "win_loss_reason": "varchar",
        "competitor": "varchar",
        "next_step": "varchar",
        "description": "varchar",
    }
) %}

with
    final as (
        {{
            unioned(
                columns,
                {
                    "stg_template__opportunities": {
                        "customer_table": "case when customer_source_id is not null"
                        " then 'customers' end",
                        "next_step": none,
                        "description": none,
                    },
                    "stg_zoho__deals": {
                        "customer_table": "case when account_source_id is not null then 'accounts'"
                        " when contact_source_id is not null then 'contacts' end",
                        "customer_source_id": "coalesce(account_source_id, contact_source_id)",
                        "customer_name": "case when account_source_id is not null"
                        " then account_name else contact_name end",
                        "lead_source_id": none,
                        "product_source_id": none,
                        "product_name": none,
                        "closed_at": none,
                        "closed_date": "closing_date",
                        "expected_close_date": none,
                        "competitor": none,
                    },
                },
            )
        }}
    )

select *
from final
