with
    {{ latest_of("salesforce", "events", events=["started_at", "created_at"]) }},

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("event_id") }} as source_id,
            case
                when not coalesce({{ parsed_boolean("latest.is_all_day_event") }}, false)
                then latest.started_at__at
            end as occurred_at,
            case
                when coalesce({{ parsed_boolean("latest.is_all_day_event") }}, false)
                then coalesce({{ parsed_date("activity_date") }}, {{ parsed_date("started_at") }})
                else
                    coalesce(
                        {{ business_date("latest.started_at__at") }},
                        latest.started_at__day,
                        {{ parsed_date("activity_date") }}
                    )
            end as occurred_date,
            coalesce({{ parsed_boolean("latest.is_all_day_event") }}, false) as is_all_day,
            case
                when {{ matches(value_alias("event_subtype"), "(?i)call") }}
                then 'call'
                else 'meeting'
            end as channel,
            true as is_planned,
            cast(null as boolean) as is_completed,
            60 * try_cast(
                {{ parsed_count("latest.duration_in_minutes") }} as integer
            ) as duration_seconds,
            trim(latest.location) as location,
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
            trim(latest.subject) as subject,
            trim(latest.description) as description,
            {{ event_columns("created_at", "created") }},
            coalesce({{ parsed_boolean("latest.is_deleted") }}, false) as is_deleted,
            coalesce({{ parsed_boolean("latest.is_recurrence") }}, false) as is_series_pattern,
            coalesce({{ parsed_boolean("latest.is_child") }}, false) as is_invitee_copy,
            {{ record_metadata() }}
        from latest
    )

select *
from final
