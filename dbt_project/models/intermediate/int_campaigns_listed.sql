{% set columns = with_metadata(
    {
        "source_system": "varchar",
        "source_id": "varchar",
        "name_key": "varchar",
        "campaign_name": "varchar",
        "channel": "varchar",
        "status": "varchar",
        "start_date": "date",
        "end_date": "date",
        "budgeted_cost": "decimal(18, 2)",
        "actual_cost": "decimal(18, 2)",
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
                    "stg_template__campaigns": lacking("is_deleted"),
                    "stg_zoho__campaigns": lacking("is_deleted"),
                    "stg_fxiaoke__campaigns": {},
                    "stg_salesforce__campaigns": {},
                },
            )
        }}
    )

select *
from final
