-- Each daily fact summed over the days, weeks (from Monday) or months of the period.
select
    date_trunc($grain, day)::date as bucket,
    metric,
    sum(value)::double as value
from marts.kpi_daily_by_cut
where
    list_contains($sources, source_system)
    and day between $start and $end
    and ($regions is null or list_contains($regions, region))
    and ($channels is null or list_contains($channels, channel))
    and ($owners is null or list_contains($owners, owner_employee_id))
group by bucket, metric
order by bucket, metric
