-- What: on every day the movement of the pipeline closes with what is counted as open, opens as the
-- day before closed, and hands over as many as it takes over.
-- Why: an opportunity that comes or goes without a movement makes two days' difference a riddle.
-- A row: a day and source system, or a day, source system and owner, and what does not agree.
with
    pipeline_movement as (select * from {{ ref("pipeline_movement") }}),
    pipeline_daily as (select * from {{ ref("pipeline_daily") }}),

    daily as (
        select
            day,
            source_system,
            owner_employee_id,
            sum(open_count) as open_count,
            sum(amount) as amount
        from pipeline_daily
        group by day, source_system, owner_employee_id
    ),

    neighbours as (
        select
            *,
            lag(closing_count, 1, opening_count) over owners_days as closed_count,
            lag(closing_amount, 1, opening_amount) over owners_days as closed_amount
        from pipeline_movement
        window owners_days as (partition by source_system, owner_employee_id order by day)
    )

select day, source_system, owner_employee_id, 'closing is not what is open' as fault
from pipeline_movement
full join daily using (day, source_system, owner_employee_id)
where
    coalesce(closing_count, 0) <> coalesce(open_count, 0)
    or coalesce(closing_amount, 0) <> coalesce(amount, 0)
union all
select day, source_system, owner_employee_id, 'does not open with the closing before' as fault
from neighbours
where opening_count <> closed_count or opening_amount <> closed_amount
union all
select day, source_system, null as owner_employee_id, 'was handed over to nobody' as fault
from pipeline_movement
group by day, source_system
having sum(moved_count) <> 0 or sum(moved_amount) <> 0
