with
    {{ latest_of("salesforce", "tasks", events=["completed_at", "created_at"]) }},

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("task_id") }} as source_id,
            latest.completed_at__at as occurred_at,
            -- a due date is a date, whatever the midnight behind it
            coalesce(
                {{ business_date("latest.completed_at__at") }},
                latest.completed_at__day,
                {{ parsed_date("activity_date") }}
            ) as occurred_date,
            case
                when {{ matches(value_alias("task_subtype"), "(?i)e-?mail") }}
                then 'e-mail'
                when {{ matches(value_alias("task_subtype"), "(?i)linkedin") }}
                then 'social'
                when
                    lower({{ value_alias("task_subtype") }}) = 'call'
                    or latest.call_type is not null
                    or latest.call_duration_in_seconds is not null
                then 'call'
                else lower({{ value_alias("task_subtype") }})
            end as channel,
            lower({{ value_alias("call_type") }}) as direction,
            not coalesce(
                {{ parsed_boolean("latest.is_closed") }},
                lower({{ value_alias("status") }}) = 'completed'
            ) as is_planned,
            coalesce(
                {{ parsed_boolean("latest.is_closed") }},
                lower({{ value_alias("status") }}) = 'completed'
            ) as is_completed,
            coalesce({{ value_alias("call_disposition") }}, {{ value_alias("status") }}) as outcome,
            {{ parsed_count("latest.call_duration_in_seconds") }} as duration_seconds,
            case
                when latest.who_id like '003%' then {{ person_key("who_id") }}
            end as contact_source_id,
            case
                when latest.who_id like '00Q%' then {{ person_key("who_id") }}
            end as lead_source_id,
            coalesce(
                {{ person_key("account_id") }},
                case when latest.what_id like '001%' then {{ person_key("what_id") }} end
            ) as account_source_id,
            case
                when latest.what_id like '006%' then {{ record_key("what_id") }}
            end as opportunity_source_id,
            case
                when latest.what_id like '500%' then {{ record_key("what_id") }}
            end as ticket_source_id,
            case
                when latest.what_id like '701%' then {{ record_key("what_id") }}
            end as campaign_source_id,
            {{ person_key("owner_id") }} as employee_source_id,
            {{ value_alias("priority") }} as priority,
            trim(latest.subject) as subject,
            trim(latest.description) as description,
            {{ event_columns("created_at", "created") }},
            coalesce({{ parsed_boolean("latest.is_deleted") }}, false) as is_deleted,
            {{ record_metadata() }}
        from latest
    )

select *
from final
