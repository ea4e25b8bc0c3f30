{% set columns = with_metadata(
    {
        "source_system": "varchar",
        "source_id": "varchar",
        "customer_table": "varchar",
        "customer_source_id": "varchar",
        "customer_name": "varchar",
        "customer_email": "varchar",
        "customer_phone": "varchar",
        "employee_source_id": "varchar",
        "employee_name": "varchar",
        "product_source_id": "varchar",
        "product_name": "varchar",
        "order_source_id": "varchar",
        "opportunity_source_id": "varchar",
        "channel": "varchar",
        "kind": "varchar",
        "cause": "varchar",
        "priority": "varchar",
        "status": "varchar",
        "phase": "varchar",
        "opened_at": "timestamp",
        "opened_date": "date",
        "first_response_at": "timestamp",
        "first_response_date": "date",
        "resolved_at": "timestamp",
        "resolved_date": "date",
        "closed_at": "timestamp",
        "closed_date": "date",
        "due_at": "timestamp",
        "sla_target_minutes": "integer",
        "reopen_count": "integer",
        "csat": "decimal(9, 2)",
        "csat_min": "integer",
        "csat_max": "integer",
        "satisfaction": "varchar",
        "subject": "varchar",
        "description": "varchar",
        "is_deleted": "boolean",
    }
) %}

{# what no vendor's table has #}
{% set usual = "customer_email customer_phone phase sla_target_minutes csat_min csat_max " %}

with
    final as (
        {{
            unioned(
                columns,
                {
                    "stg_template__tickets": {
                        "customer_table": "case when customer_source_id is not null"
                        " then 'customers' when customer_email is not null then 'requesters' end",
                        "customer_source_id": "coalesce(customer_source_id, "
                        ~ name_key("customer_email")
                        ~ ")",
                        "satisfaction": none,
                        "is_deleted": "false",
                    },
                    "stg_zoho__cases": dict(
                        lacking(
                            usual
                            ~ "order_source_id reopen_count csat is_deleted satisfaction due_at"
                            " first_response_at first_response_date resolved_at resolved_date"
                        ),
                        **customer_of("accounts", "contacts")
                    ),
                    "stg_fxiaoke__cases": dict(
                        lacking(usual ~ "opportunity_source_id satisfaction"),
                        **customer_of("accounts", "contacts", "customer")
                    ),
                    "stg_salesforce__cases": dict(
                        lacking(
                            usual
                            ~ "order_source_id opportunity_source_id product_name reopen_count csat"
                            " satisfaction due_at first_response_at first_response_date"
                            " resolved_at resolved_date"
                        ),
                        status="case when is_closed then 'Closed' else status end",
                        **customer_of("accounts", "contacts")
                    ),
                    "stg_hubspot__tickets": dict(
                        lacking(
                            usual
                            ~ "order_source_id opportunity_source_id product_source_id product_name"
                            " cause csat satisfaction is_deleted due_at resolved_at resolved_date"
                        ),
                        **customer_of("companies", "contacts")
                    ),
                    "stg_dynamics__cases": dict(
                        lacking(
                            usual
                            ~ "order_source_id opportunity_source_id reopen_count csat is_deleted"
                            " first_response_at first_response_date closed_at closed_date"
                        ),
                        due_at="resolve_by_at",
                        **customer_of("accounts", "contacts")
                    ),
                    "stg_zendesk__tickets": dict(
                        lacking(
                            "customer_phone order_source_id opportunity_source_id"
                            " product_source_id product_name phase satisfaction sla_target_minutes"
                            " description"
                        ),
                        customer_table="'requesters'",
                        customer_source_id="coalesce(customer_source_id, name_key)",
                        customer_email="email",
                        first_response_date=business_date("first_response_at"),
                        csat="cast(is_satisfied as integer)",
                        csat_min="0",
                        csat_max="1",
                    ),
                },
            )
        }}
    )

select *
from final
