{% set columns = with_metadata(
    {
        "source_system": "varchar",
        "source_id": "varchar",
        "customer_table": "varchar",
        "customer_source_id": "varchar",
        "customer_name": "varchar",
        "related_source_id": "varchar",
        "lead_source_id": "varchar",
        "opportunity_source_id": "varchar",
        "campaign_source_id": "varchar",
        "employee_source_id": "varchar",
        "employee_name": "varchar",
        "channel": "varchar",
        "direction": "varchar",
        "is_planned": "boolean",
        "is_completed": "boolean",
        "planned_at": "timestamp",
        "planned_date": "date",
        "occurred_at": "timestamp",
        "occurred_date": "date",
        "outcome": "varchar",
        "duration_minutes": "decimal(9, 2)",
        "subject": "varchar",
        "content": "varchar",
        "reason_excluded": "varchar",
    }
) %}
{% set timed = {"duration_minutes": "duration_seconds / 60", "content": "description"} %}
{# the record a Zoho activity is about, which may be of any module #}
{% set related = {
    "customer_table": "case when contact_source_id is not null then 'contacts'"
    " when lower(related_module) like 'account%' then 'accounts' end",
    "customer_source_id": "coalesce(contact_source_id,"
    " case when lower(related_module) like 'account%' then related_source_id end)",
    "customer_name": "coalesce(contact_name,"
    " case when lower(related_module) like 'account%' then related_name end)",
    "lead_source_id": "related_source_id",
    "opportunity_source_id": "related_source_id",
} %}
{% set of_account = dict(timed, **dict(customer_of("accounts", "contacts"), customer_name=none)) %}
{% set about_any = dict(timed, **related) %}

with
    final as (
        {{
            unioned(
                columns,
                {
                    "stg_template__interactions": dict(
                        lacking("related_source_id reason_excluded"),
                        customer_table="case when customer_source_id is not null"
                        " then 'customers' end",
                        is_planned="planned_date is not null",
                        is_completed="coalesce(is_completed, occurred_date is not null)",
                    ),
                    "stg_zoho__calls": dict(
                        lacking("campaign_source_id reason_excluded"),
                        planned_at="case when is_planned then occurred_at end",
                        planned_date="case when is_planned then occurred_date end",
                        **about_any
                    ),
                    "stg_zoho__events": dict(
                        lacking("campaign_source_id reason_excluded direction outcome"),
                        planned_at="occurred_at",
                        planned_date="occurred_date",
                        **about_any
                    ),
                    "stg_zoho__tasks": dict(
                        lacking("campaign_source_id reason_excluded direction planned_at"),
                        channel="'task'",
                        is_planned="due_date is not null",
                        planned_date="due_date",
                        occurred_at="closed_at",
                        occurred_date="coalesce(closed_date, due_date)",
                        outcome="status",
                        duration_minutes=none,
                        content="description",
                        **related
                    ),
                    "stg_fxiaoke__activities": dict(
                        lacking(
                            "related_source_id campaign_source_id direction planned_at planned_date"
                            " duration_minutes"
                        ),
                        outcome=none,
                        content="description",
                        reason_excluded="case when is_deleted then 'deleted' end",
                        **customer_of("accounts", "contacts", "customer")
                    ),
                    "stg_fxiaoke__visits": dict(
                        lacking("related_source_id campaign_source_id direction"),
                        reason_excluded="case when is_deleted then 'deleted' end",
                        **dict(timed, **customer_of("accounts", "contacts", "customer"))
                    ),
                    "stg_salesforce__tasks": dict(
                        lacking("related_source_id employee_name planned_at"),
                        planned_date="case when is_planned then occurred_date end",
                        reason_excluded="case when is_deleted then 'deleted' end",
                        **of_account
                    ),
                    "stg_salesforce__events": dict(
                        lacking("related_source_id employee_name direction outcome"),
                        planned_at="occurred_at",
                        planned_date="occurred_date",
                        reason_excluded="case when is_deleted then 'deleted' when is_series_pattern"
                        " then 'series_pattern' when is_invitee_copy then 'invitee_copy' end",
                        **of_account
                    ),
                },
            )
        }}
    )

select *
from final
