with
    int_sales_forecasts as (select * from {{ ref("int_sales_forecasts") }}),

    judged as (
        select
            *,
            cast(abs(actual - mean) as decimal(38, 6)) as error,
            cast(abs(actual - mean) / nullif(scale, 0) as decimal(38, 12)) as scaled_error
        from int_sales_forecasts
        where actual is not null
    ),

    -- each number of months ahead, and all together (NULL)
    scoped as (
        select *
        from judged
        union all by name
        select * replace (cast(null as integer) as months_ahead)
        from judged
    ),

    final as (
        select
            metric,
            method,
            months_ahead,
            is_used,
            count(*) as forecasts,
            min(last_month) as first_known_month,
            cast(sum(error) / nullif(count(*), 0) as decimal(18, 2)) as mean_absolute_error,
            cast(sum(scaled_error) as double) / nullif(count(*), 0) as mase,
            {% for coverage in ["80", "95"] %}
                cast(
                    count(*) filter (
                        where actual between lower_{{ coverage }} and upper_{{ coverage }}
                    ) as double
                )
                / nullif(count(*), 0) as coverage_{{ coverage }},
            {% endfor %}
        from scoped
        group by metric, method, months_ahead, is_used
    )

select *
from final
