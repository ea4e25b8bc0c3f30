with
    cases as (select * from {{ source("fxiaoke", "cases") }}),
    source_settings as (select * from {{ ref("stg_ops__source_settings") }}),

    current_records as ({{ latest_records("cases") }}),

    records as (
        {{
            with_plain_people(
                "current_records",
                columns=["owner_id", "owner_name", "assignee_id", "assignee_name"],
            )
        }}
    ),

    latest as (
        {{
            with_settings(
                "records",
                events=["created_at", "first_response_at", "resolved_at", "closed_at", "due_at"],
            )
        }}
    ),

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("case_id") }} as source_id,
            trim(latest.case_number) as ticket_number,
            trim(latest.subject) as subject,
            trim(latest.description) as description,
            {{ person_key("account_id", "account_name") }} as customer_source_id,
            trim(latest.account_name) as customer_name,
            {{ person_key("contact_id", "contact_name") }} as contact_source_id,
            trim(latest.contact_name) as contact_name,
            {{ record_key("order_id", "order_number") }} as order_source_id,
            {{ record_key("product_id", "product_name") }} as product_source_id,
            {{ value_alias("product_name") }} as product_name,
            {{ value_alias("case_type") }} as kind,
            {{ value_alias("cause") }} as cause,
            {{ value_alias("channel") }} as channel,
            {{ value_alias("priority") }} as priority,
            {{ value_alias("case_status") }} as status,
            coalesce(
                {{ person_key("assignee_id", "assignee_name") }},
                {{ person_key("owner_id", "owner_name") }}
            ) as employee_source_id,
            coalesce(trim(latest.assignee_name), trim(latest.owner_name)) as employee_name,
            {{ event_columns("created_at", "opened") }},
            {{ event_columns("first_response_at", "first_response") }},
            {{ event_columns("resolved_at", "resolved") }},
            {{ event_columns("closed_at", "closed") }},
            {{ event_columns("due_at", "due") }},
            {{ parsed_count("latest.reopen_count") }} as reopen_count,
            {{ parsed_number(value_alias("satisfaction")) }} as csat,
            {{ value_alias("record_type") }} as record_type,
            {{ value_alias("life_status") }} as life_status,
            {{ is_voided() }} as is_deleted,
            {{ record_metadata() }}
        from latest
    )

select *
from final
