-- When each table of each source system landed last, and how much of it did not land. A file that
-- failed has brought nothing, however lately it was tried.
with
    counted as (
        select
            files.source_system,
            files.table_name,
            count(*)::bigint as files,
            max(files.finished_at) filter (where files.status <> 'failed') as last_landed_at,
            sum(files.rows_landed)::bigint as rows_landed,
            sum(files.rows_rejected)::bigint as rows_rejected,
            sum(files.rows_dropped)::bigint as rows_dropped,
            sum(coalesce(files.rows_quarantined, 0))::bigint as rows_quarantined,
            count(*) filter (where files.status = 'failed')::bigint as files_failed
        from ops.files as files
        where files.source_system is not null
        group by files.source_system, files.table_name
    )
select
    counted.*,
    date_diff('hour', counted.last_landed_at, runs.finished_at)::bigint as hours_before_publish
from counted
cross join (select max(finished_at) as finished_at from ops.runs where run_id = $run_id) as runs
order by counted.source_system, counted.table_name
