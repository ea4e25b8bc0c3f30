{% set months = var("pipeline_forecast_months") %}

with
    int_opportunities_as_of as (select * from {{ ref("int_opportunities_as_of") }}),
    int_pipeline_snapshots as (select * from {{ ref("int_pipeline_snapshots") }}),
    int_pipeline_hazards as (select * from {{ ref("int_pipeline_hazards") }}),

    probabilities as (
        select months_ago, known_stage_id, age_months, sum(win_probability) as win_probability
        from int_pipeline_hazards
        group by months_ago, known_stage_id, age_months
    ),

    hazard as (
        select
            snapshots.*,
            category = 'won' and closed_in_month <= {{ months }} as is_won,
            'hazard' as method,
            probabilities.win_probability
        from int_pipeline_snapshots as snapshots
        inner join
            probabilities
            on snapshots.months_ago = probabilities.months_ago
            and snapshots.age_months = probabilities.age_months
            and snapshots.known_stage_id = probabilities.known_stage_id
    ),

    closed as (
        select
            days.months_ago,
            cast(
                cast(count(*) filter (where opportunities.category = 'won') as double)
                / nullif(count(*), 0) as decimal(18, 12)
            ) as win_probability
        from int_opportunities_as_of as opportunities
        inner join
            (select distinct months_ago, day from hazard) as days
            on opportunities.closed_date <= days.day
        group by days.months_ago
    ),

    forecasts as (
        select *
        from hazard
        union all by name
        select
            hazard.* exclude (method, win_probability),
            'closed_win_rate' as method,
            closed.win_probability
        from hazard
        inner join closed on hazard.months_ago = closed.months_ago
    ),

    totals as (
        select
            months_ago,
            day,
            method,
            count(*) as open_count,
            sum(amount) as open_amount,
            sum(win_probability) as expected_wins,
            sum(amount * win_probability) as forecast,
            sum(
                cast(power(amount, 2) * win_probability * (1 - win_probability) as decimal(38, 2))
            ) as chance_variance,
            count(*) filter (where is_won) as actual_wins,
            sum(case when is_won then closed_amount else 0 end) as actual
        from forecasts
        group by months_ago, day, method
    ),

    -- how far off those before it were whose months were over on its day
    judged as (
        select
            *,
            sqrt(
                avg(power(actual / nullif(forecast, 0) - 1, 2)) over (
                    partition by method
                    order by months_ago range between {{ months }} following and unbounded following
                )
            ) as relative_error
        from totals
    ),

    banded as (
        select
            *,
            {{ normal_quantile(0.8) }}
            * sqrt(chance_variance + power(relative_error * forecast, 2)) as half_width
        from judged
    ),

    final as (
        select
            day as forecast_date,
            method,
            cast({{ months }} as integer) as months_ahead,
            open_count,
            cast(open_amount as decimal(18, 2)) as open_amount,
            cast(expected_wins as double) as expected_wins,
            case when months_ago >= {{ months }} then actual_wins end as actual_wins,
            cast(forecast as decimal(18, 2)) as forecast_amount,
            {{ as_amount(at_least_zero("forecast - half_width")) }} as lower_80,
            {{ as_amount("forecast + half_width") }} as upper_80,
            case
                when months_ago >= {{ months }} then cast(actual as decimal(18, 2))
            end as actual_amount,
            case
                when months_ago >= {{ months }} then abs(actual - forecast) <= half_width
            end as is_within_80,
            relative_error
        from banded
    )

select *
from final
