-- Checks of this run that did not pass, critical ones first.
select stage, table_name, column_name, description, severity, rows_checked, rows_failed, observed
from ops.check_results
where run_id = $run_id and not success
order by severity, stage, table_name, column_name nulls first, description
