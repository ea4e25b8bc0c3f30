-- What each employee created, won and did in the months that begin in the period, against quotas,
-- and what was open at the end of the last of them. Who wins most stands first.
with
    chosen as (
        select performance.*, employee.source_id
        from marts.sales_rep_performance as performance
        inner join
            core.dim_employee as employee on employee.employee_id = performance.employee_id
        where
            performance.month between $first_month and $end
            and ($owners is null or list_contains($owners, performance.employee_id))
            -- what names nobody has no source system
            and (
                list_contains($sources, employee.source_system)
                or (performance.employee_id = 'unknown' and $with_nobody)
            )
    )
select
    employee_id,
    max(source_id || coalesce(' (' || team || ')', '')) as employee,
    max(team) as team,
    sum(quota_amount)::double as quota_amount,
    -- only of months that have a quota
    (sum(won_amount) filter (where quota_amount is not null) / nullif(sum(quota_amount), 0))::double
        as quota_attainment,
    sum(won_count)::bigint as won_count,
    sum(won_amount)::double as won_amount,
    sum(lost_count)::bigint as lost_count,
    sum(won_count)::double / nullif(sum(won_count + lost_count), 0) as win_rate,
    -- each month weighs as much as it has opportunities of which the days are known
    sum(average_days_to_win * timed_won_count) / nullif(sum(timed_won_count), 0)
        as average_days_to_win,
    sum(created_count)::bigint as created_count,
    arg_max(open_count, month)::bigint as open_count,
    arg_max(open_amount, month)::double as open_amount,
    sum(calls)::bigint as calls,
    sum(emails)::bigint as emails,
    sum(visits)::bigint as visits,
    sum(meetings)::bigint as meetings,
    sum(touches)::bigint as touches
from chosen
group by employee_id
order by won_amount desc, won_count desc, employee_id
