with
    {{ latest_of("zoho", "events", events=["started_at", "ended_at", "created_at"]) }},

    meetings as (
        select
            *,
            checked_in_at is not null as is_checked_in,
            -- a meeting at the client's, where people check in
            checked_in_at is not null
            or coalesce({{ value_alias("meeting_venue") }} = 'Client location', false) as is_visit,
            bool_or(checked_in_at is not null) over (
                partition by _source_system, coalesce(owner_id, owner_name)
            ) as does_owner_check_in
        from latest
    ),

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("event_id") }} as source_id,
            {{ event_columns("started_at", "occurred") }},
            {{ event_columns("ended_at", "ended") }},
            case when latest.is_visit then 'visit' else 'meeting' end as channel,
            true as is_planned,
            -- a meeting has no status, but what is to come when it is exported was not held yet,
            -- and of those who check in at visits the others were not made
            case
                when latest.is_checked_in
                then true
                when
                    coalesce(latest.started_at__at, latest.started_at__day) > {{ export_instant() }}
                then false
                when latest.is_visit and latest.does_owner_check_in
                then false
            end as is_completed,
            latest.is_checked_in,
            try_cast(
                {{ dbt.datediff("latest.started_at__at", "latest.ended_at__at", "second") }}
                as integer
            ) as duration_seconds,
            {{ person_key("owner_id", "owner_name") }} as employee_source_id,
            trim(latest.owner_name) as employee_name,
            {{ person_key("contact_id", "contact_name") }} as contact_source_id,
            trim(latest.contact_name) as contact_name,
            {{ record_key("related_id", "related_name") }} as related_source_id,
            trim(latest.related_name) as related_name,
            {{ value_alias("related_module") }} as related_module,
            trim(latest.subject) as subject,
            {{ value_alias("location") }} as location,
            trim(latest.description) as description,
            {{ event_columns("created_at", "created") }},
            {{ record_metadata() }}
        from meetings as latest
    )

select *
from final
