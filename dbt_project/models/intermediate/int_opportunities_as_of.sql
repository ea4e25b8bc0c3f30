with
    int_opportunities as (select * from {{ ref("int_opportunities") }}),
    int_opportunity_history_as_of as (select * from {{ ref("int_opportunity_history_as_of") }}),
    int_opportunity_stage_visits as (select * from {{ ref("int_opportunity_stage_visits") }}),
    as_of as (select * from {{ ref("as_of") }}),

    visible as (
        select
            int_opportunities.*,
            as_of.as_of_date,
            category <> 'open' and {{ has_happened("closed_date") }} as is_closed
        from int_opportunities
        cross join as_of
        where {{ has_happened("created_date") }}
    ),

    regressions as (
        select visits.opportunity_id, count(*) as regress_count
        from int_opportunity_stage_visits as visits
        inner join visible on visits.opportunity_id = visible.opportunity_id
        where visits.direction = 'regress' and {{ has_happened("visits.entered_date") }}
        group by visits.opportunity_id
    ),

    -- its history says what it was on the day, whatever day its closing was dated later
    histories as (
        select
            opportunity_id,
            max(category) filter (where until_date is null) as category,
            max(from_date) filter (where category <> previous_category) as changed_date
        from int_opportunity_history_as_of
        group by opportunity_id
    ),

    final as (
        select
            visible.opportunity_id,
            visible.source_system,
            visible.lead_id,
            visible.customer_id,
            visible.owner_employee_id,
            visible.product_id,
            visible.source,
            visible.created_date,
            coalesce(
                histories.category, case when visible.is_closed then visible.category end, 'open'
            ) as category,
            case
                when histories.category = 'open'
                then null
                when
                    visible.is_closed
                    and visible.category = coalesce(histories.category, visible.category)
                then visible.closed_date
                else histories.changed_date
            end as closed_date,
            visible.amount,
            coalesce(regressions.regress_count, 0) as regress_count,
            visible.landed_date,
            visible.as_of_date
        from visible
        left join histories on visible.opportunity_id = histories.opportunity_id
        left join regressions on visible.opportunity_id = regressions.opportunity_id
    )

select *
from final
