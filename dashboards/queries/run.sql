-- The published run: the day it may see, the first month of what no source system is named by in
-- `sources.sql`, when it was published, the currency of its amounts.
with
    firsts as (
        select min(month) as day from marts.satisfaction_monthly
        union all
        select min(month) from marts.loyalty_programme
        union all
        select min(month) from marts.channel_acquisition
        union all
        select min(month) from marts.visit_coverage
    )
select
    as_of.as_of_date,
    least(as_of.as_of_date, (select min(day) from firsts)) as first_day,
    (select max(runs.finished_at) from ops.runs as runs where runs.run_id = $run_id)
        as published_at,
    (
        select max(kpi.unit)
        from marts.kpi_daily_by_source_system as kpi
        where kpi.metric in ('net_revenue', 'won_amount')
    ) as currency
from core.as_of as as_of
