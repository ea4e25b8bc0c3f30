-- How wrong forecasts of one metric would have been, over all months ahead, by method: the one
-- that is used first.
select
    method,
    is_used,
    forecasts,
    mean_absolute_error::double as mean_absolute_error,
    mase,
    coverage_80,
    coverage_95
from marts.sales_forecast_report
where metric = $metric and months_ahead is null
order by is_used desc, method
