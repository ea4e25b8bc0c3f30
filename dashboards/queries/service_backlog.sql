-- Tickets opened and solved by day or week, and those open at the end of each; of all tickets.
select
    date_trunc($grain, day)::date as bucket,
    sum(opened)::bigint as opened,
    sum(resolved)::bigint as resolved,
    arg_max(backlog, day) as backlog,
    arg_max(backlog - open_over_7_days, day) as open_up_to_7_days,
    arg_max(open_over_7_days, day) as open_over_7_days,
    arg_max(open_complaints, day) as open_complaints,
    arg_max(overdue, day) as overdue,
    arg_max_null(mean_age_days, day) as mean_age_days
from marts.service_backlog_daily
where day between $start and $end
group by bucket
order by bucket
