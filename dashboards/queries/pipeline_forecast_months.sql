-- What the open opportunities are to bring in each of the next months and in all of them, and
-- amount by closed win rate beside it, which says nothing of when.
with
    months as (
        select
            'month' as part,
            month_ahead as place,
            first_date,
            last_date,
            expected_wins,
            forecast_amount,
            lower_80,
            upper_80,
            model
        from marts.pipeline_forecast_monthly
    ),
    wholes as (
        select
            case method when 'hazard' then 'together' else 'weighted' end as part,
            case method when 'hazard' then 1000 else 1001 end as place,
            (select min(first_date) from months) as first_date,
            case method when 'hazard' then (select max(last_date) from months) end as last_date,
            expected_wins,
            forecast_amount,
            case method when 'hazard' then lower_80 end as lower_80,
            case method when 'hazard' then upper_80 end as upper_80,
            method as model
        from marts.pipeline_forecast_report
        where forecast_date = $as_of_date
    )
select
    part,
    first_date,
    last_date,
    expected_wins,
    forecast_amount::double as forecast_amount,
    lower_80::double as lower_80,
    upper_80::double as upper_80,
    model
from (select * from months union all select * from wholes) as parts
order by place
