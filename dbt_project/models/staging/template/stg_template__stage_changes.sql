with
    stage_changes as (select * from {{ source("template", "stage_changes") }}),
    source_settings as (select * from {{ ref("stg_ops__source_settings") }}),

    current_records as ({{ latest_records("stage_changes") }}),

    latest as ({{ with_settings("current_records", events=["entered_at"]) }}),

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("opportunity_id") }} as opportunity_source_id,
            {{ value_alias("stage") }} as stage,
            {{ event_columns("entered_at", "entered") }},
            {{ record_metadata() }}
        from latest
    )

select *
from final
