-- The steps of a run in their order, with the share of its time that each took.
select
    step,
    attempt,
    status,
    rows,
    seconds::double as step_seconds,
    (seconds / nullif(sum(seconds) over (), 0))::double as share,
    message
from ops.run_steps
where run_id = $run_id
order by number
