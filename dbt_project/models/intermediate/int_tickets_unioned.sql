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
        "team": "varchar",
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
        "is_rating_asked": "boolean",
        "csat": "decimal(9, 2)",
        "satisfaction": "varchar",
        "subject": "varchar",
        "description": "varchar",
        "is_deleted": "boolean",
    }
) %}

{% for event in ["opened", "first_response", "resolved", "closed", "due"] %}
    {% do columns.update({event ~ "_at": "timestamp", event ~ "_date": "date"}) %}
{% endfor %}
{% set counts = "sla_target_minutes reopen_count reply_count assignee_count csat_min csat_max" %}
{% do columns.update(dict.fromkeys(counts.split(), "integer")) %}

{# what no vendor's table has #}
{% set usual = (
    "customer_email customer_phone phase sla_target_minutes csat_min csat_max team reply_count"
    " assignee_count is_rating_asked "
) %}
{% set undated = usual ~ "due_at due_date resolved_at resolved_date " %}

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
                            undated ~ "order_source_id reopen_count csat is_deleted satisfaction"
                            " first_response_at first_response_date"
                        ),
                        **customer_or_requester_of("accounts", "contacts")
                    ),
                    "stg_fxiaoke__cases": dict(
                        lacking(usual ~ "opportunity_source_id satisfaction"),
                        **customer_of("accounts", "contacts", "customer")
                    ),
                    "stg_salesforce__cases": dict(
                        lacking(
                            undated
                            ~ "order_source_id opportunity_source_id product_name reopen_count csat"
                            " satisfaction first_response_at first_response_date"
                        ),
                        status="case when is_closed then 'Closed' else status end",
                        **customer_or_requester_of("accounts", "contacts")
                    ),
                    "stg_hubspot__tickets": dict(
                        lacking(
                            undated
                            ~ "order_source_id opportunity_source_id product_source_id product_name"
                            " cause csat satisfaction is_deleted"
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
                        due_date="resolve_by_date",
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
                        is_rating_asked="lower(trim(csat)) <> 'unoffered'",
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
