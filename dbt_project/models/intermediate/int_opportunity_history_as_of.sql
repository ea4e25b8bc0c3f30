with
    fct_opportunity_history as (select * from {{ ref("fct_opportunity_history") }}),
    int_opportunities as (select * from {{ ref("int_opportunities") }}),
    as_of as (select * from {{ ref("as_of") }}),

    -- where nobody knows when it was created, it is seen from its first export, if it was open then
    undated as (
        select
            history.opportunity_id,
            min(history.valid_from) filter (where history.category = 'open') as opened_from
        from fct_opportunity_history as history
        semi join
            (
                select opportunity_id from int_opportunities where created_date is null
            ) as opportunities
            on history.opportunity_id = opportunities.opportunity_id
        group by history.opportunity_id
    ),

    dated as (
        select
            history.opportunity_id,
            history.source_system,
            {{ business_date("history.valid_from") }} as from_date,
            {{ business_date("history.valid_to") }} as until_date,
            history.stage_id,
            history.stage,
            history.category,
            history.amount,
            history.probability,
            history.owner_employee_id,
            lag(history.category) over changes as previous_category,
            lag(history.amount) over changes as previous_amount,
            lag(history.owner_employee_id) over changes as previous_owner_employee_id,
            opportunities.landed_date,
            as_of.as_of_date,
            history.is_current
            and history.category <> 'open'
            and not {{ has_happened("opportunities.closed_date") }} as is_still_open
        from fct_opportunity_history as history
        inner join
            int_opportunities as opportunities
            on history.opportunity_id = opportunities.opportunity_id
        left join undated on history.opportunity_id = undated.opportunity_id
        cross join as_of
        where opportunities.created_date is not null or history.valid_from >= undated.opened_from
        window changes as (partition by history.opportunity_id order by history.valid_from)
    ),

    -- a closing that is still to come, or not believed, has not ended anything
    final as (
        select
            opportunity_id,
            source_system,
            from_date,
            case when {{ has_happened("until_date") }} then until_date end as until_date,
            case when not is_still_open then stage_id end as stage_id,
            case when is_still_open then 'unknown' else stage end as stage,
            case when is_still_open then 'open' else category end as category,
            amount,
            case when not is_still_open then probability end as probability,
            owner_employee_id,
            previous_category,
            previous_amount,
            previous_owner_employee_id,
            as_of_date
        from dated
        where {{ has_happened("from_date") }}
    )

select *
from final
