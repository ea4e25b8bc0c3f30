-- What: the history of an opportunity has neither gaps nor overlaps, and its last row agrees with
-- fct_opportunity.
-- Why: the pipeline of a past day is a sum over the rows of that day.
-- A row: an opportunity and what is wrong with its history.
with
    fct_opportunity as (select * from {{ ref("fct_opportunity") }}),
    fct_opportunity_history as (select * from {{ ref("fct_opportunity_history") }}),

    neighbours as (
        select
            *,
            lead(valid_from) over (
                partition by opportunity_id order by valid_from
            ) as next_valid_from
        from fct_opportunity_history
    )

select opportunity_id, 'does not go on where it ends' as fault
from neighbours
where valid_to is distinct from next_valid_from
union all
select fct_opportunity.opportunity_id, 'differs from fct_opportunity' as fault
from fct_opportunity
left join
    fct_opportunity_history as history
    on fct_opportunity.opportunity_id = history.opportunity_id
    and history.is_current
where
    fct_opportunity.stage_id is distinct from history.stage_id
    or fct_opportunity.category is distinct from history.category
    or fct_opportunity.amount is distinct from history.amount
    or fct_opportunity.probability is distinct from history.probability
    or fct_opportunity.owner_employee_id is distinct from history.owner_employee_id
    or fct_opportunity.expected_close_date is distinct from history.expected_close_date
