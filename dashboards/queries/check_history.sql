-- The last nights that were checked, newest first: expectations, and those that did not hold.
select
    cast(max(checked_at) as date) as night,
    count(*) as checks,
    count(*) filter (where severity = 'warning' and not success) as warnings,
    count(*) filter (where severity = 'critical' and not success) as criticals
from ops.check_results
group by run_id
order by max(checked_at) desc, run_id desc
limit 14
