-- Each daily fact summed over the days, weeks (from Monday) or months of the period.
select
    date_trunc($grain, day)::date as bucket,
    metric,
    sum(value)::double as value
from marts.kpi_daily_by_source_system
where list_contains($sources, source_system) and day between $start and $end
group by bucket, metric
order by bucket, metric
