-- Of the customers of each value group, which share is visited in a month: the mean of the months
-- that begin in the period and are over.
with
    chosen as (
        select coverage.*
        from marts.visit_coverage as coverage
        inner join core.dim_employee as employee on employee.employee_id = coverage.employee_id
        where
            coverage.month between $first_month and $end
            and last_day(coverage.month) <= $as_of_date
            and ($owners is null or list_contains($owners, coverage.employee_id))
            and (
                list_contains($sources, employee.source_system)
                or (coverage.employee_id = 'unknown' and $with_nobody)
            )
    ),
    tiers as (
        select 1 as place, 'high' as value_group, month, high_customers as customers,
            high_visited as visited
        from chosen
        union all
        select 2, 'potential', month, potential_customers, potential_visited from chosen
        union all
        select 3, 'ordinary', month, ordinary_customers, ordinary_visited from chosen
        union all
        select 4, 'low', month, low_customers, low_visited from chosen
    ),
    months as (
        select
            place, value_group, month, sum(customers) as customers, sum(visited) as visited
        from tiers
        group by all
    )
select
    value_group,
    max(customers)::bigint as customers,
    count(*) as months,
    sum(visited)::bigint as visited,
    sum(visited)::double / nullif(sum(customers), 0) as coverage_rate
from months
group by place, value_group
having sum(customers) > 0
order by place
