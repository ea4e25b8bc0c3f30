{% set columns = with_metadata(
    {
        "source_system": "varchar",
        "source_id": "varchar",
        "name_key": "varchar",
        "employee_name": "varchar",
        "email": "varchar",
        "team": "varchar",
        "region": "varchar",
        "manager_source_id": "varchar",
        "manager_name": "varchar",
    }
) %}

with
    final as (
        {{
            unioned(
                columns,
                {
                    "stg_template__employees": {},
                    "stg_zoho__users": {"team": "role", "region": none, "manager_name": none},
                    "stg_fxiaoke__employees": {},
                    "stg_salesforce__users": {"manager_name": none},
                },
            )
        }}
    )

select *
from final
