-- Every expectation of the run, those that do not hold first.
select
    stage,
    table_name,
    column_name,
    description,
    severity,
    success,
    rows_checked,
    rows_failed,
    observed
from ops.check_results
where run_id = $run_id
order by success, severity, stage, table_name, column_name nulls first, description
