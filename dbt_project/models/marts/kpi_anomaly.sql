{% set bound = 3.5 %}

with
    kpi_daily as (select * from {{ ref("kpi_daily") }}),
    kpi_metrics as (select * from {{ ref("kpi_metrics") }}),

    measured as (
        select
            kpi_daily.*,
            case when kpi_metrics.unit = 'money' then 0 else 0.375 end as shift,
            -- what chance does to the root of a count; of money nobody knows
            case when kpi_metrics.unit = 'money' then 0 else 0.6745 * 0.5 end as least_mad,
            min(kpi_daily.value) over (partition by kpi_daily.metric) as least_value
        from kpi_daily
        inner join kpi_metrics on kpi_daily.metric = kpi_metrics.metric
    ),

    steadied as (
        select
            *,
            {{ steadied("value", "shift") }} as root,
            case when least_value >= 0 then sqrt(shift) end as least_root
        from measured
    ),

    -- the same day of the six weeks before and after it, as far as they are there
    by_weekday as (
        select
            *,
            median(root) over weeks as weekday_median,
            count(*) over weeks as weeks,
            -- control chart of individual values: moving ranges
            abs(value - lag(value) over (partition by metric order by day)) as moving_range
        from steadied
        window
            weeks as (
                partition by metric, extract('isodow' from day)
                order by day
                rows between 6 preceding and 6 following exclude current row
            )
    ),

    -- and how much higher or lower the two weeks around it are than their weekdays
    expected as (
        select
            *,
            greatest(
                weekday_median + median(root - weekday_median) over (
                    partition by metric
                    order by day
                    rows between 14 preceding and 14 following exclude current row
                ),
                least_root
            ) as expected_root,
            avg(value) over quarter as centre_line,
            3 * avg(moving_range) over quarter / 1.128 as control_width
        from by_weekday
        window
            quarter as (partition by metric order by day rows between 90 preceding and current row)
    ),

    scaled as (
        select
            *,
            greatest(median(abs(root - expected_root)) over around, least_mad) as mad,
            weeks >= 4 and count(*) over around >= 28 as is_known
        from expected
        window
            around as (
                partition by metric
                order by day
                rows between 45 preceding and 45 following exclude current row
            )
    ),

    judged as (
        select
            *,
            is_known and mad > 0 as has_band,
            {{ bound }} * mad / 0.6745 as half_width,
            {{ modified_z("root - expected_root", "mad") }} as modified_z
        from scaled
    ),

    final as (
        select
            day,
            metric,
            unit,
            value,
            if(has_band, {{ unsteadied("expected_root", "shift") }}, null) as expected,
            if(
                has_band,
                {{ unsteadied("greatest(expected_root - half_width, least_root)", "shift") }},
                null
            ) as lower_bound,
            if(
                has_band, {{ unsteadied("(expected_root + half_width)", "shift") }}, null
            ) as upper_bound,
            if(has_band, modified_z, null) as modified_z,
            case
                when not is_known
                then 'not enough history'
                when not has_band
                then 'no band'
                when abs(modified_z) <= {{ bound }}
                then 'expected'
                when modified_z > 0
                then 'high'
                else 'low'
            end as verdict,
            has_band and abs(modified_z) > {{ bound }} as is_anomaly,
            centre_line,
            centre_line - control_width as lower_control_limit,
            centre_line + control_width as upper_control_limit
        from judged
    )

select *
from final
