with
    tickets as (select * from {{ source("hubspot", "tickets") }}),
    source_settings as (select * from {{ ref("stg_ops__source_settings") }}),

    current_records as ({{ latest_records("tickets") }}),

    linked_records as (
        select
            * replace (
                {{ hubspot_stage("status") }} as status,
                {{ hubspot_pipeline("status") }} as pipeline
            ),
            coalesce(trim(primary_company_id), {{ first_of_joined("company_ids") }}) as company_id,
            {{ first_of_joined("contact_ids") }} as contact_id,
            {{ first_of_joined("account_names") }} as account_name,
            {{ first_of_joined("contact_names") }} as contact_name
        from current_records
    ),

    latest as (
        {{
            with_settings(
                "linked_records", events=["created_at", "first_response_at", "closed_at"]
            )
        }}
    ),

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("ticket_id") }} as source_id,
            trim(latest.ticket_name) as subject,
            trim(latest.description) as description,
            {{ value_alias("source") }} as channel,
            {{ value_alias("category") }} as kind,
            {{ value_alias("pipeline") }} as pipeline,
            {{ value_alias("status") }} as status,
            {{ value_alias("priority") }} as priority,
            {{ event_columns("created_at", "opened") }},
            {{ event_columns("first_response_at", "first_response") }},
            {{ event_columns("closed_at", "closed") }},
            {{ parsed_count("latest.reopen_count") }} as reopen_count,
            {{ person_key("company_id", "account_name") }} as account_source_id,
            trim(latest.account_name) as account_name,
            {{ person_key("contact_id", "contact_name") }} as contact_source_id,
            trim(latest.contact_name) as contact_name,
            {{ person_key("owner_id", "owner_name") }} as employee_source_id,
            trim(latest.owner_name) as employee_name,
            {{ record_metadata() }}
        from latest
    )

select *
from final
