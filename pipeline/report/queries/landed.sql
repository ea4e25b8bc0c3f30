-- When something of each source landed last, and how much in the last run that landed any.
select
    files.source_system,
    coalesce(max(sources.title), files.source_system) as title,
    max(files.finished_at) as landed_at,
    (
        sum(files.rows_landed) filter (where files.run_id = last_run.run_id)
    )::bigint as rows_landed
from ops.files as files
inner join
    (
        select source_system, arg_max(run_id, finished_at) as run_id
        from ops.files
        where status = 'landed'
        group by source_system
    ) as last_run
    on last_run.source_system = files.source_system
left join ops.sources as sources on sources.source_system = files.source_system
where files.status = 'landed'
group by files.source_system
order by title, files.source_system
