-- The forecasts of the pipeline that were made, or would have been, and what came: by day.
select
    forecast_date,
    max(months_ahead) as months_ahead,
    max(open_count) as open_count,
    max(forecast_amount) filter (where method = 'hazard')::double as forecast_amount,
    max(lower_80) filter (where method = 'hazard')::double as lower_80,
    max(upper_80) filter (where method = 'hazard')::double as upper_80,
    max(forecast_amount) filter (where method = 'closed_win_rate')::double as win_rate_amount,
    max(actual_amount)::double as actual_amount,
    bool_or(is_within_80) filter (where method = 'hazard') as is_within_80
from marts.pipeline_forecast_report
group by forecast_date
order by forecast_date
