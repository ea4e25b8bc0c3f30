with
    int_stage_entries as (select * from {{ ref("int_stage_entries") }}),
    int_opportunities as (select * from {{ ref("int_opportunities") }}),
    dim_sales_stage as (select * from {{ ref("dim_sales_stage") }}),

    visits as (
        select
            entries.*,
            stages.stage_order,
            stages.category as stage_category,
            row_number() over visits_of_opportunity as visit_number,
            lag(stages.stage_order) over visits_of_opportunity as previous_order,
            lag(stages.pipeline) over visits_of_opportunity
            is not distinct from stages.pipeline as is_same_pipeline,
            lead(entries.stage_id) over visits_of_opportunity is null as is_current,
            lead(entries.entered_at) over visits_of_opportunity as next_at,
            lead(entries.entered_date) over visits_of_opportunity as next_date
        from int_stage_entries as entries
        left join dim_sales_stage as stages on entries.stage_id = stages.stage_id
        window
            visits_of_opportunity as (
                partition by entries.opportunity_id order by entries.entry_number
            )
    ),

    -- closing ends the visit of a stage that is itself an open one
    ended as (
        select
            visits.*,
            opportunities.source_id,
            is_current
            and visits.stage_category = 'open'
            and opportunities.closed_date >= visits.entered_date
            and coalesce(opportunities.closed_at >= visits.entered_at, true) as is_ended_by_closing,
            opportunities.closed_at,
            opportunities.closed_date
        from visits
        inner join
            int_opportunities as opportunities
            on visits.opportunity_id = opportunities.opportunity_id
    ),

    final as (
        select
            {{
                surrogate_key(
                    "source_system", "'stage_visits'", "source_id || '|' || visit_number"
                )
            }} as opportunity_stage_visit_id,
            opportunity_id,
            source_system,
            source_id,
            stage_id,
            coalesce(stage, 'unknown') as stage,
            cast(visit_number as integer) as visit_number,
            entered_at,
            entered_date,
            case when is_ended_by_closing then closed_at else next_at end as exited_at,
            case when is_ended_by_closing then closed_date else next_date end as exited_date,
            cast(
                case when is_ended_by_closing then closed_date else next_date end
                - entered_date as integer
            ) as days,
            case
                when visit_number = 1
                then 'first'
                when stage_order is null or previous_order is null or not is_same_pipeline
                then 'unknown'
                when stage_order < previous_order
                then 'regress'
                when stage_order > previous_order + 1 and stage_category <> 'lost'
                then 'skip'
                else 'forward'
            end as direction,
            is_current,
            is_observed,
            raw_table,
            source_file,
            row_number,
            load_id
        from ended
    )

select *
from final
