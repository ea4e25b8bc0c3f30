with
    int_stages_shown as (select * from {{ ref("int_stages_shown") }}),
    int_stage_changes_unioned as (select * from {{ ref("int_stage_changes_unioned") }}),

    -- a change after the record's own export would contradict the record
    final as (
        select
            shown.source_system,
            shown.source_id,
            shown.pipeline,
            changes.stage,
            changes.previous_stage,
            changes.entered_at,
            changes.entered_date,
            shown.created_at,
            shown.created_date,
            changes.raw_table,
            changes.source_file,
            changes.row_number,
            changes.load_id,
            row_number() over (
                partition by shown.source_system, shown.source_id
                order by
                    coalesce(changes.entered_at, cast(changes.entered_date as timestamp)),
                    changes.row_number,
                    changes.stage
            ) as place
        from int_stage_changes_unioned as changes
        inner join
            int_stages_shown as shown
            on changes.source_system = shown.source_system
            and changes.opportunity_source_id = shown.source_id
        where shown.is_latest and changes.entered_date <= shown.exported_date
    )

select *
from final
