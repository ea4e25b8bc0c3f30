{% set durations = [
    "first_reply",
    "first_resolution",
    "full_resolution",
    "agent_wait",
    "requester_wait",
    "on_hold",
] %}

with
    tickets as (select * from {{ source("zendesk", "tickets") }}),
    source_settings as (select * from {{ ref("stg_ops__source_settings") }}),

    current_records as ({{ latest_records("tickets") }}),

    latest as (
        {{
            with_settings(
                "current_records",
                events=[
                    "created_at",
                    "updated_at",
                    "initially_assigned_at",
                    "assigned_at",
                    "solved_at",
                    "closed_at",
                    "due_at",
                ],
            )
        }}
    ),

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("ticket_id") }} as source_id,
            {{ person_key("requester_id", "requester_name") }} as customer_source_id,
            {{ name_key("trim(latest.requester_email)") }} as name_key,
            trim(latest.requester_external_id) as customer_external_id,
            trim(latest.requester_name) as customer_name,
            trim(latest.requester_email) as email,
            {{ name_key(value_alias("organization_name")) }} as account_source_id,
            trim(latest.organization_name) as account_name,
            trim(latest.subject) as subject,
            trim(latest.tags) as tags,
            {{ value_alias("status") }} as status,
            {{ value_alias("priority") }} as priority,
            {{ value_alias("channel") }} as channel,
            {{ value_alias("ticket_type") }} as kind,
            {{ value_alias("cause") }} as cause,
            {{ name_key(value_alias("assignee_name")) }} as employee_source_id,
            trim(latest.assignee_name) as employee_name,
            {{ value_alias("group_name") }} as team,
            {{ event_columns("created_at", "opened") }},
            {{ event_columns("initially_assigned_at", "first_assigned") }},
            {{ event_columns("assigned_at", "assigned") }},
            {{
                dbt.dateadd(
                    "minute",
                    "try_cast(" ~ parsed_count("latest.first_reply_minutes") ~ " as integer)",
                    "latest.created_at__at",
                )
            }} as first_response_at,
            {{ event_columns("solved_at", "resolved") }},
            {{ event_columns("closed_at", "closed") }},
            {{ event_columns("due_at", "due") }},
            {{ event_columns("updated_at", "updated") }},
            {{ parsed_count("latest.reopens") }} as reopen_count,
            {{ parsed_count("latest.replies") }} as reply_count,
            {{ parsed_count("latest.group_stations") }} as group_count,
            {{ parsed_count("latest.assignee_stations") }} as assignee_count,
            {% for duration in durations %}
                {{ parsed_count("latest." ~ duration ~ "_minutes") }} as {{ duration }}_minutes,
                {{ parsed_count("latest." ~ duration ~ "_business_minutes") }}
                as {{ duration }}_business_minutes,
            {% endfor %}
            {{ value_alias("satisfaction_score") }} as csat,
            -- offered and unoffered say nothing; a comment may stand behind the word
            case
                when {{ matches("lower(trim(latest.satisfaction_score))", "^good\\b") }}
                then true
                when {{ matches("lower(trim(latest.satisfaction_score))", "^bad\\b") }}
                then false
            end as is_satisfied,
            coalesce(lower(trim(latest.status)) = 'deleted', false) as is_deleted,
            {{ record_metadata() }}
        from latest
    )

select *
from final
