-- How many checks there were, and how many did not pass, in the last check of each stage.
with
    last_checks as (
        select stage, arg_max(run_id, checked_at) as run_id
        from ops.check_results
        group by stage
    )
select
    stage,
    count(*)::bigint as checks,
    (count(*) filter (where not success and severity = 'warning'))::bigint as warnings,
    (count(*) filter (where not success and severity = 'critical'))::bigint as critical
from ops.check_results
semi join last_checks using (stage, run_id)
group by stage
order by stage desc
