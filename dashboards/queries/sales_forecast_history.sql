-- The last 24 whole months of one metric before those that are forecast.
with
    months as (
        select date_trunc('month', day)::date as month, sum(value)::double as value
        from marts.kpi_daily
        where
            metric = $metric
            and day < (select min(month) from marts.sales_forecast where metric = $metric)
        group by all
    ),
    latest as (select * from months order by month desc limit 24)
select month, value
from latest
order by month
