with
    int_stages_shown as (select * from {{ ref("int_stages_shown") }}),
    int_stage_changes_unioned as (select * from {{ ref("int_stage_changes_unioned") }}),

    -- a change after the record's own export would contradict the record
    changes as (
        select
            shown.source_system,
            shown.source_id,
            shown.pipeline,
            changes.* exclude (source_system, opportunity_source_id, stage_change_id),
            shown.created_at,
            shown.created_date,
            shown.closed_date,
            max(changes.entered_date) filter (
                where lower(changes.stage) = lower(shown.stage)
            ) over (partition by shown.source_system, shown.source_id) as last_at_own_stage
        from int_stage_changes_unioned as changes
        inner join
            int_stages_shown as shown
            on changes.source_system = shown.source_system
            and changes.opportunity_source_id = shown.source_id
        where shown.is_latest and changes.entered_date <= shown.exported_date
    ),

    -- and so would one after its closing, unless it led back to the stage that the record has
    final as (
        select
            * exclude (closed_date, last_at_own_stage, loaded_at, landed_date),
            row_number() over (
                partition by source_system, source_id
                order by coalesce(entered_at, cast(entered_date as timestamp)), row_number, stage
            ) as place
        from changes
        where closed_date is null or entered_date <= greatest(closed_date, last_at_own_stage)
    )

select *
from final
