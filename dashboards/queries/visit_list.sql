-- The visits that were planned for a month or took place in it, up to the as-of date, by day.
select
    nullif(visit.customer_id, 'unknown') as customer_id,
    visit.source_system,
    employee.source_id || coalesce(' (' || employee.team || ')', '') as owner,
    visit.planned_date,
    case when visit.occurred_date <= $as_of_date then visit.occurred_date end as occurred_date,
    coalesce(visit.is_completed and visit.occurred_date <= $as_of_date, false) as is_completed
from core.fct_interaction as visit
inner join core.dim_employee as employee on employee.employee_id = visit.employee_id
where
    visit.channel = 'visit'
    and (
        (
            visit.is_planned
            and visit.planned_date <= $as_of_date
            and date_trunc('month', visit.planned_date) = $month
        )
        or (
            visit.is_completed
            and visit.occurred_date <= $as_of_date
            and date_trunc('month', visit.occurred_date) = $month
        )
    )
    and ($owners is null or list_contains($owners, visit.employee_id))
    and (
        list_contains($sources, employee.source_system)
        or (visit.employee_id = 'unknown' and $with_nobody)
    )
order by coalesce(visit.planned_date, visit.occurred_date), visit.interaction_id
limit $row_limit
