with
    int_pipeline_snapshots as (select * from {{ ref("int_pipeline_snapshots") }}),
    int_pipeline_hazards as (select * from {{ ref("int_pipeline_hazards") }}),
    pipeline_forecast_report as (select * from {{ ref("pipeline_forecast_report") }}),
    as_of as (select * from {{ ref("as_of") }}),

    months as (
        select
            as_of_date,
            month_ahead,
            {% for ahead in ["month_ahead - 1", "month_ahead"] %}
                case
                    when last_day(as_of_date) = as_of_date
                    then last_day(as_of_date + to_months({{ ahead }}))
                    else cast(as_of_date + to_months({{ ahead }}) as date)
                end as {{ "day_before" if loop.first else "last_date" }},
            {% endfor %}
        from as_of
        cross join
            (
                select
                    cast(
                        unnest(range({{ var("pipeline_forecast_months") }})) + 1 as integer
                    ) as month_ahead
            )
    ),

    totals as (
        select
            hazards.month_ahead,
            sum(hazards.win_probability) as expected_wins,
            sum(cast(snapshots.amount as decimal(38, 2)) * hazards.win_probability) as forecast,
            sum(
                cast(
                    power(snapshots.amount, 2)
                    * hazards.win_probability
                    * (1 - hazards.win_probability) as decimal(38, 2)
                )
            ) as chance_variance
        from int_pipeline_snapshots as snapshots
        inner join
            int_pipeline_hazards as hazards
            on snapshots.months_ago = hazards.months_ago
            and snapshots.age_months = hazards.age_months
            and snapshots.known_stage_id = hazards.known_stage_id
        where snapshots.months_ago = 0
        group by hazards.month_ahead
    ),

    banded as (
        select
            months.*,
            totals.expected_wins,
            totals.forecast,
            {{ normal_quantile(0.8) }} * sqrt(
                totals.chance_variance + power(report.relative_error * totals.forecast, 2)
            ) as half_width
        from months
        left join totals on months.month_ahead = totals.month_ahead
        left join
            pipeline_forecast_report as report
            on months.as_of_date = report.forecast_date
            and report.method = 'hazard'
    ),

    final as (
        select
            month_ahead,
            day_before + 1 as first_date,
            last_date,
            cast(expected_wins as double) as expected_wins,
            cast(forecast as decimal(18, 2)) as forecast_amount,
            {{ as_amount(at_least_zero("forecast - half_width")) }} as lower_80,
            {{ as_amount("forecast + half_width") }} as upper_80,
            case when expected_wins is null then 'not enough history' else 'hazard' end as model
        from banded
    )

select *
from final
