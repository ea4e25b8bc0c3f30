{% set measures = ["mean", "lower_80", "upper_80", "lower_95", "upper_95"] %}

with
    int_sales_forecasts as (select * from {{ ref("int_sales_forecasts") }}),
    int_sales_months as (select * from {{ ref("int_sales_months") }}),
    kpi_metrics as (select * from {{ ref("kpi_metrics") }}),
    as_of as (select * from {{ ref("as_of") }}),

    -- the six months after the last one that is over
    months as (
        select
            kpi_metrics.metric,
            case
                when kpi_metrics.unit = 'money'
                then '{{ var("reporting_currency") }}'
                else kpi_metrics.unit
            end as unit,
            ahead.months_ahead,
            cast(
                date_trunc('month', as_of.as_of_date + 1)
                + to_months(ahead.months_ahead - 1) as date
            ) as month
        from kpi_metrics
        cross join as_of
        cross join (select cast(unnest(range(1, 7)) as integer) as months_ahead) as ahead
        where kpi_metrics.metric in ('net_revenue', 'orders', 'won_amount')
    ),

    known as (
        select metric, count(*) as known_months, max(month) as last_month
        from int_sales_months
        group by metric
    ),

    final as (
        select
            months.metric,
            months.month,
            months.months_ahead,
            months.unit,
            {% for measure in measures %}
                {{ as_amount("forecasts." ~ measure) }}
                as {{ "forecast" if measure == "mean" else measure }},
            {% endfor %}
            coalesce(forecasts.method, 'not enough history') as method,
            coalesce(known.known_months, 0) as known_months
        from months
        left join known on months.metric = known.metric
        left join
            int_sales_forecasts as forecasts
            on months.metric = forecasts.metric
            and months.months_ahead = forecasts.months_ahead
            and known.last_month = forecasts.last_month
            and forecasts.is_used
    )

select *
from final
