-- Visits that were planned and that took place, of the months that begin in the period.
select
    coverage.month,
    sum(coverage.planned_visits)::bigint as planned_visits,
    sum(coverage.kept_visits)::bigint as kept_visits,
    sum(coverage.kept_visits)::double / nullif(sum(coverage.planned_visits), 0) as kept_rate,
    sum(coverage.completed_visits)::bigint as completed_visits,
    sum(coverage.unplanned_visits)::bigint as unplanned_visits
from marts.visit_coverage as coverage
inner join core.dim_employee as employee on employee.employee_id = coverage.employee_id
where
    coverage.month between $first_month and $end
    and ($owners is null or list_contains($owners, coverage.employee_id))
    and (
        list_contains($sources, employee.source_system)
        or (coverage.employee_id = 'unknown' and $with_nobody)
    )
group by coverage.month
order by coverage.month
