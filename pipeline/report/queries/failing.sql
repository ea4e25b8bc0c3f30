-- What did not pass in the last check of each stage, critical ones first.
with
    last_checks as (
        select stage, arg_max(run_id, checked_at) as run_id
        from ops.check_results
        group by stage
    )
select stage, table_name, column_name, description, severity, observed
from ops.check_results
semi join last_checks using (stage, run_id)
where not success
order by severity, stage, table_name, column_name nulls first, description
