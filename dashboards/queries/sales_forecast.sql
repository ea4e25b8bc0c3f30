-- What the next months are expected to bring of one metric, with the bands of 80 and 95 %.
select
    month,
    months_ahead,
    unit,
    forecast::double as forecast,
    lower_80::double as lower_80,
    upper_80::double as upper_80,
    lower_95::double as lower_95,
    upper_95::double as upper_95,
    method,
    known_months
from marts.sales_forecast
where metric = $metric
order by month
