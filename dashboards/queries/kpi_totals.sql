-- Each daily fact summed over the period and over the period it is compared with.
select
    metric,
    coalesce(sum(value) filter (where day between $start and $end), 0)::double as value,
    coalesce(sum(value) filter (where day between $previous_start and $previous_end), 0)::double
        as previous_value
from marts.kpi_daily_by_cut
where
    list_contains($sources, source_system)
    and ($regions is null or list_contains($regions, region))
    and ($channels is null or list_contains($channels, channel))
    and ($owners is null or list_contains($owners, owner_employee_id))
group by metric
order by metric
