{% set columns = with_metadata(
    {
        "source_system": "varchar",
        "source_id": "varchar",
        "campaign_source_id": "varchar",
        "customer_table": "varchar",
        "customer_source_id": "varchar",
        "customer_name": "varchar",
        "lead_source_id": "varchar",
        "kind": "varchar",
        "channel": "varchar",
        "touched_at": "timestamp",
        "touched_date": "date",
        "has_responded": "boolean",
        "responded_date": "date",
        "is_deleted": "boolean",
    }
) %}

with
    final as (
        {{
            unioned(
                columns,
                {
                    "stg_template__campaign_touches": dict(
                        lacking("responded_date is_deleted"),
                        customer_table="case when customer_source_id is not null"
                        " then 'customers' end",
                    ),
                    "stg_salesforce__campaign_members": dict(
                        lacking("customer_name channel"),
                        customer_table="case when contact_source_id is not null"
                        " then 'contacts' end",
                        customer_source_id="contact_source_id",
                        kind="'member'",
                        touched_at="created_at",
                        touched_date="coalesce(created_date, first_responded_date)",
                        responded_date="first_responded_date",
                    ),
                },
            )
        }}
    )

select *
from final
