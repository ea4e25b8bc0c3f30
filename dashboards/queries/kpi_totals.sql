-- Each daily fact summed over the period and over the period before it.
select
    metric,
    coalesce(sum(value) filter (where day between $start and $end), 0)::double as value,
    coalesce(sum(value) filter (where day between $previous_start and $previous_end), 0)::double
        as previous_value
from marts.kpi_daily_by_source_system
where list_contains($sources, source_system)
group by metric
having bool_or(value <> 0)
order by metric
