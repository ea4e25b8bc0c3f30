-- How good the forecasts of the pipeline were, of those whose months are over, by method: the sum
-- of the errors as a share of what came, and how many outcomes were within the band.
select
    method,
    count(*) as forecasts,
    (sum(abs(forecast_amount - actual_amount)) / nullif(sum(actual_amount), 0))::double
        as error_share,
    (sum(forecast_amount - actual_amount) / nullif(sum(actual_amount), 0))::double as bias_share,
    count(is_within_80) as judged,
    count(*) filter (where is_within_80) as within_80
from marts.pipeline_forecast_report
where actual_amount is not null
group by method
order by method desc
