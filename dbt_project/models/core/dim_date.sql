with
    int_events as (select * from {{ ref("int_events") }}),
    as_of as (select * from {{ ref("as_of") }}),
    int_business_days as (select * from {{ ref("int_business_days") }}),

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
            days.date_day,
            cast(date_trunc('week', days.date_day) as date) as week_start,
            cast(date_trunc('month', days.date_day) as date) as month_start,
            cast(date_trunc('quarter', days.date_day) as date) as quarter_start,
            cast(date_trunc('year', days.date_day) as date) as year_start,
            cast(extract('year' from days.date_day) as integer) as calendar_year,
            cast(extract('quarter' from days.date_day) as integer) as quarter_of_year,
            cast(extract('month' from days.date_day) as integer) as month_of_year,
            cast(extract('isoyear' from days.date_day) as integer) as iso_year,
            cast(extract('week' from days.date_day) as integer) as iso_week,
            cast(extract('day' from days.date_day) as integer) as day_of_month,
            cast(extract('isodow' from days.date_day) as integer) as day_of_week,
            extract('isodow' from days.date_day) in (6, 7) as is_weekend,
            last_day(days.date_day) = days.date_day as is_month_end,
            {{ fiscal_part("days.date_day", "year") }} as fiscal_year,
            {{ fiscal_part("days.date_day", "quarter") }} as fiscal_quarter,
            coalesce(int_business_days.is_holiday, false) as is_holiday,
            case
                when int_business_days.is_holiday then int_business_days.holiday_name
            end as holiday_name,
            coalesce(int_business_days.is_business_day, false) as is_business_day
        from days
        left join int_business_days on days.date_day = int_business_days.date_day
    )

select *
from final
