with
    int_events as (select * from {{ ref("int_events") }}),
    as_of as (select * from {{ ref("as_of") }}),

    bounds as (
        select
            date_trunc('year', min(int_events.event_date)) as first_day,
            date_trunc('year', max(as_of.as_of_date)) + interval 1 year as end_day
        from int_events
        cross join as_of
        where int_events.is_believed and int_events.event_date <= as_of.as_of_date
    ),

    days as (
        select cast(day as date) as date_day
        from bounds, unnest(range(bounds.first_day, bounds.end_day, interval 1 day)) as days(day)
    ),

    final as (
        select
            date_day,
            cast(date_trunc('week', date_day) as date) as week_start,
            cast(date_trunc('month', date_day) as date) as month_start,
            cast(date_trunc('quarter', date_day) as date) as quarter_start,
            cast(date_trunc('year', date_day) as date) as year_start,
            cast(extract('year' from date_day) as integer) as calendar_year,
            cast(extract('quarter' from date_day) as integer) as quarter_of_year,
            cast(extract('month' from date_day) as integer) as month_of_year,
            cast(extract('isoyear' from date_day) as integer) as iso_year,
            cast(extract('week' from date_day) as integer) as iso_week,
            cast(extract('day' from date_day) as integer) as day_of_month,
            cast(extract('isodow' from date_day) as integer) as day_of_week,
            extract('isodow' from date_day) in (6, 7) as is_weekend,
            last_day(date_day) = date_day as is_month_end
        from days
    )

select *
from final
