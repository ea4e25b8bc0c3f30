with
    events as (select * from {{ source("zoho", "events") }}),
    source_settings as (select * from {{ ref("stg_ops__source_settings") }}),

    current_records as ({{ latest_records("events") }}),

    latest as (
        {{ with_settings("current_records", events=["started_at", "ended_at", "created_at"]) }}
    ),

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("event_id") }} as source_id,
            {{ event_columns("started_at", "occurred") }},
            {{ event_columns("ended_at", "ended") }},
            'meeting' as channel,
            true as is_planned,
            -- a meeting has no status; one where somebody checked in did take place
            latest.checked_in_at is not null as is_checked_in,
            cast(
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
        from latest
    )

select *
from final
