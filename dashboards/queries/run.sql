-- The published run: the day it may see, when it was published, the currency of its amounts.
select
    as_of.as_of_date,
    (select max(runs.finished_at) from ops.runs as runs where runs.run_id = $run_id)
        as published_at,
    (
        select max(kpi.unit)
        from marts.kpi_daily_by_source_system as kpi
        where kpi.metric in ('net_revenue', 'won_amount')
    ) as currency
from core.as_of as as_of
