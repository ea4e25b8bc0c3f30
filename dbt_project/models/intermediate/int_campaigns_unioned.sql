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
    }
) %}

with final as ({{ unioned(columns, {"stg_template__campaigns": {}, "stg_zoho__campaigns": {}}) }})

select *
from final
