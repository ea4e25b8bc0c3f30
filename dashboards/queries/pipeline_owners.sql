-- What is open at the as-of date, by owner, the largest first.
select
    daily.owner_employee_id,
    max(employee.source_id || coalesce(' (' || employee.team || ')', '')) as owner,
    max(employee.team) as team,
    sum(daily.open_count)::bigint as open_count,
    sum(daily.amount)::double as amount,
    -- not zero but unknown where no opportunity has a probability
    (sum(daily.weighted_amount) filter (where daily.unweighted_count < daily.open_count))::double
        as weighted_amount,
    sum(daily.unweighted_count)::bigint as unweighted_count
from marts.pipeline_daily as daily
left join core.dim_employee as employee on employee.employee_id = daily.owner_employee_id
where
    list_contains($sources, daily.source_system)
    and ($owners is null or list_contains($owners, daily.owner_employee_id))
    and daily.day = $as_of_date
group by daily.owner_employee_id
order by amount desc, open_count desc, daily.owner_employee_id
