with
    int_daily_measures as (select * from {{ ref("int_daily_measures") }}),
    int_events as (select * from {{ ref("int_events") }}),
    as_of as (select * from {{ ref("as_of") }}),
    kpi_metrics as (select * from {{ ref("kpi_metrics") }}),

    bounds as (
        select min(int_events.event_date) as first_day, max(as_of.as_of_date) as last_day
        from int_events
        cross join as_of
        where int_events.is_believed and int_events.event_date <= as_of.as_of_date
    ),

    days as (
        select cast(day as date) as day
        from
            bounds,
            unnest(
                range(
                    cast(bounds.first_day as timestamp),
                    bounds.last_day + interval 1 day,
                    interval 1 day
                )
            ) as days(day)
    ),

    measures as (
        select day, source_system, metric, sum(value) as value
        from int_daily_measures
        group by day, source_system, metric
    ),

    source_systems as (select distinct source_system from measures),

    final as (
        select
            days.day,
            source_systems.source_system,
            kpi_metrics.metric,
            cast(coalesce(measures.value, 0) as decimal(18, 2)) as value,
            {{ metric_unit("kpi_metrics.unit") }} as unit
        from days
        cross join source_systems
        cross join kpi_metrics
        left join
            measures
            on days.day = measures.day
            and source_systems.source_system = measures.source_system
            and kpi_metrics.metric = measures.metric
    )

select *
from final
