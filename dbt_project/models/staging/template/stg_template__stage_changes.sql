with
    {{ latest_of("template", "stage_changes", events=["entered_at"]) }},

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
