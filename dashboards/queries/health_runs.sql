-- The last runs, newest first, with how long each took.
select
    run_id,
    command,
    started_at,
    finished_at,
    status,
    as_of,
    date_diff('second', started_at, finished_at)::bigint as run_seconds,
    message
from ops.runs
order by started_at desc, run_id desc
limit 30
