-- What: the visits of an opportunity follow each other without gap or overlap, and the last is of
-- the stage that the opportunity is at.
-- Why: days at stages must add up to the days of the opportunity.
-- A row: a visit that ends elsewhere than the next begins, or an opportunity whose last visit is of
-- another stage, or that has none.
with
    fct_opportunity as (select * from {{ ref("fct_opportunity") }}),
    fct_opportunity_stage_visit as (select * from {{ ref("fct_opportunity_stage_visit") }}),

    neighbours as (
        select
            *, lead(entered_at) over visits as next_at, lead(entered_date) over visits as next_date
        from fct_opportunity_stage_visit
        window visits as (partition by opportunity_id order by visit_number)
    )

select opportunity_id, visit_number, 'does not end where the next begins' as fault
from neighbours
where
    not is_current
    and (exited_at is distinct from next_at or exited_date is distinct from next_date)
union all
select fct_opportunity.opportunity_id, visits.visit_number, 'is not at its last stage' as fault
from fct_opportunity
left join
    fct_opportunity_stage_visit as visits
    on fct_opportunity.opportunity_id = visits.opportunity_id
    and visits.is_current
where fct_opportunity.stage_id is distinct from visits.stage_id
