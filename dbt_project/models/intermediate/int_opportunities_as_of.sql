with
    int_opportunities as (select * from {{ ref("int_opportunities") }}),
    int_opportunity_history as (select * from {{ ref("int_opportunity_history") }}),
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

    -- one that had been closed by as_of and has changed since
    changed_later as (
        select opportunity_id
        from int_opportunity_history
        cross join as_of
        where category <> 'open' and valid_from < as_of.as_of and valid_to >= as_of.as_of
    ),

    changes as (
        select
            history.opportunity_id,
            history.valid_from,
            history.category,
            lag(history.category) over (
                partition by history.opportunity_id order by history.valid_from
            ) as previous_category
        from int_opportunity_history as history
        semi join changed_later on history.opportunity_id = changed_later.opportunity_id
    ),

    closed_then as (
        select
            opportunity_id,
            max_by(category, valid_from) as category,
            {{ business_date("max(valid_from) filter (where category <> previous_category)") }}
            as closed_date
        from changes
        cross join as_of
        where valid_from < as_of.as_of
        group by opportunity_id
    ),

    -- an opportunity that was closed later was still open, unless it was opened again in between
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
            case
                when visible.is_closed
                then visible.category
                else coalesce(closed_then.category, 'open')
            end as category,
            case
                when visible.is_closed then visible.closed_date else closed_then.closed_date
            end as closed_date,
            visible.amount,
            coalesce(regressions.regress_count, 0) as regress_count,
            visible.landed_date,
            visible.as_of_date
        from visible
        left join closed_then on visible.opportunity_id = closed_then.opportunity_id
        left join regressions on visible.opportunity_id = regressions.opportunity_id
    )

select *
from final
