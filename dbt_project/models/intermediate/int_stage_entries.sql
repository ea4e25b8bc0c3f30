{% set place_in_raw = "raw_table, source_file, row_number, load_id" %}

with
    int_stages_shown as (select * from {{ ref("int_stages_shown") }}),
    int_stage_history as (select * from {{ ref("int_stage_history") }}),

    ends as (
        select
            source_system,
            source_id,
            max(entered_at) as last_entered_at,
            max(entered_date) as last_entered_date
        from int_stage_history
        group by source_system, source_id
    ),

    -- exports go on where the history ends
    later as (
        select
            shown.*,
            ends.source_id is not null
            and (
                not shown.is_observed
                or shown.entered_date < ends.last_entered_date
                or coalesce(shown.entered_at < ends.last_entered_at, false)
            ) as is_before_end,
            ends.last_entered_at,
            ends.last_entered_date
        from int_stages_shown as shown
        left join
            ends on shown.source_system = ends.source_system and shown.source_id = ends.source_id
        where
            shown.is_latest
            or ends.source_id is null
            or shown.exported_date > ends.last_entered_date
    ),

    entries as (
        select
            source_system,
            source_id,
            pipeline,
            previous_stage as stage,
            case when created_at > entered_at then entered_at else created_at end as entered_at,
            least(created_date, entered_date) as entered_date,
            {{ place_in_raw }},
            true as is_observed,
            0 as part,
            0 as place
        from int_stage_history
        where place = 1 and previous_stage is not null
        union all by name
        select * exclude (previous_stage, created_at, created_date), true as is_observed, 1 as part
        from int_stage_history
        union all by name
        select
            source_system,
            source_id,
            pipeline,
            stage,
            case
                when not is_before_end
                then entered_at
                when exported_at >= last_entered_at
                then exported_at
                else last_entered_at
            end as entered_at,
            case
                when is_before_end then greatest(exported_date, last_entered_date) else entered_date
            end as entered_date,
            {{ place_in_raw }},
            is_observed,
            2 as part,
            version_number as place
        from later
    ),

    final as (
        select
            {{ surrogate_key("source_system", "'opportunities'", "source_id") }} as opportunity_id,
            source_system,
            pipeline,
            stage,
            {{ stage_key() }} as stage_id,
            entered_at,
            entered_date,
            is_observed,
            {{ place_in_raw }},
            row_number() over (
                partition by source_system, source_id order by part, place
            ) as entry_number
        from entries
        qualify
            stage_id is distinct from lag(stage_id) over (
                partition by source_system, source_id order by part, place
            )
            or entry_number = 1
    )

select *
from final
