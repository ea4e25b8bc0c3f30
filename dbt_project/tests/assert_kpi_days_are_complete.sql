-- What: kpi_daily has a row for each metric on each day from its first day to as_of.
-- Why: a missing day would be read as the day before, a missing metric as nothing at all.
-- A row: a metric that has fewer or more days than that.
with
    kpi_daily as (select * from {{ ref("kpi_daily") }}),
    kpi_metrics as (select * from {{ ref("kpi_metrics") }}),
    as_of as (select * from {{ ref("as_of") }}),

    bounds as (
        select as_of.as_of_date - min(kpi_daily.day) + 1 as days
        from kpi_daily
        cross join as_of
        group by as_of.as_of_date
    ),

    found as (select metric, count(*) as days from kpi_daily group by metric)

select kpi_metrics.metric, found.days, bounds.days as days_expected
from kpi_metrics
cross join bounds
left join found on kpi_metrics.metric = found.metric
where found.days is distinct from bounds.days
