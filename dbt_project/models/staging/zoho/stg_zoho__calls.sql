with
    {{ latest_of("zoho", "calls", events=["started_at", "created_at"]) }},

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("call_id") }} as source_id,
            {{ event_columns("started_at", "occurred") }},
            'call' as channel,
            case
                when {{ value_alias("call_type") }} in ('Inbound', 'Missed')
                then 'inbound'
                when {{ value_alias("call_type") }} = 'Outbound'
                then 'outbound'
            end as direction,
            coalesce(
                {{ matches(value_alias("call_status"), "Scheduled|Overdue|Cancel") }}, false
            ) as is_planned,
            case
                when latest.call_status is null
                then coalesce({{ seconds_of_clock("latest.call_duration") }} > 0, false)
                else {{ matches(value_alias("call_status"), "Attended|Completed|Received") }}
            end as is_completed,
            coalesce({{ value_alias("call_result") }}, {{ value_alias("call_status") }}) as outcome,
            {{ seconds_of_clock("latest.call_duration") }} as duration_seconds,
            {{ person_key("owner_id", "owner_name") }} as employee_source_id,
            trim(latest.owner_name) as employee_name,
            {{ person_key("contact_id", "contact_name") }} as contact_source_id,
            trim(latest.contact_name) as contact_name,
            {{ record_key("related_id", "related_name") }} as related_source_id,
            trim(latest.related_name) as related_name,
            {{ value_alias("related_module") }} as related_module,
            trim(latest.subject) as subject,
            {{ value_alias("call_purpose") }} as purpose,
            trim(latest.description) as description,
            {{ event_columns("created_at", "created") }},
            {{ record_metadata() }}
        from latest
    )

select *
from final
