with
    int_opportunity_states as (select * from {{ ref("int_opportunity_states") }}),
    int_opportunity_stage_visits as (select * from {{ ref("int_opportunity_stage_visits") }}),
    dim_sales_stage as (select * from {{ ref("dim_sales_stage") }}),

    starts as (
        select opportunity_id, min(valid_from) as started_at
        from int_opportunity_states
        group by opportunity_id
    ),

    visits as (
        select
            visits.*,
            stages.category as stage_category,
            coalesce(visits.entered_at, {{ start_of_day("visits.entered_date") }}) as began_at,
            coalesce(visits.exited_at, {{ start_of_day("visits.exited_date") }}) as ended_at
        from int_opportunity_stage_visits as visits
        left join dim_sales_stage as stages on visits.stage_id = stages.stage_id
    ),

    -- a closing that no stage tells of
    closings as (
        select opportunity_id, ended_at as closed_at
        from visits
        where is_current and stage_category = 'open' and ended_at is not null
    ),

    moments as (
        select opportunity_id, valid_from as changed_at, version_number, null as visit_number
        from int_opportunity_states
        union all
        select opportunity_id, began_at as changed_at, null as version_number, visit_number
        from visits
        union all
        select opportunity_id, closed_at as changed_at, null as version_number, null as visit_number
        from closings
    ),

    -- what is undated or lies before its beginning was so from the beginning, and so was the first
    -- stage of the day on which it began
    dated as (
        select
            moments.opportunity_id,
            case
                when
                    moments.visit_number = 1
                    and {{ business_date("moments.changed_at") }}
                    = {{ business_date("starts.started_at") }}
                then starts.started_at
                else greatest(coalesce(moments.changed_at, starts.started_at), starts.started_at)
            end as valid_from,
            max(moments.version_number) as version_number,
            max(moments.visit_number) as visit_number
        from moments
        inner join starts on moments.opportunity_id = starts.opportunity_id
        group by all
    ),

    final as (
        select
            dated.opportunity_id,
            dated.valid_from,
            max(dated.version_number) over until_then as version_number,
            max(dated.visit_number) over until_then as visit_number,
            coalesce(dated.valid_from >= closings.closed_at, false) as is_after_closing,
            lead(dated.valid_from) over until_then is null as is_last
        from dated
        left join closings on dated.opportunity_id = closings.opportunity_id
        window until_then as (partition by dated.opportunity_id order by dated.valid_from)
    )

select *
from final
