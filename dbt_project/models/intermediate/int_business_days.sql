with
    holidays as (select * from {{ ref("holidays") }}),

    days as (
        select cast(day as date) as date_day
        from unnest(range(date '1990-01-01', date '2100-01-01', interval 1 day)) as days(day)
    ),

    hours as ({{ business_hours() }}),

    -- a day that is worked for a holiday has the hours of a Monday
    known as (
        select
            days.date_day,
            holidays.holiday_name,
            coalesce(not holidays.is_workday, false) as is_holiday,
            case
                when holidays.is_workday
                then 1
                when holidays.is_workday is null
                then extract('isodow' from days.date_day)
            end as weekday
        from days
        left join
            holidays
            on days.date_day = holidays.holiday_date
            and holidays.country = '{{ var("business_country") }}'
    ),

    opened as (
        select
            known.date_day,
            known.holiday_name,
            known.is_holiday,
            hours.opens is not null as is_business_day,
            {{ business_instant("known.date_day", "hours.opens") }} as opens_at,
            {{ business_instant("known.date_day", "hours.closes") }} as closes_at
        from known
        left join hours on known.weekday = hours.weekday
    ),

    measured as (
        select *, coalesce({{ dbt.datediff("opens_at", "closes_at", "second") }}, 0) as open_seconds
        from opened
    ),

    final as (
        select
            *,
            cast(
                sum(open_seconds) over (
                    order by date_day rows between unbounded preceding and current row
                )
                - open_seconds as bigint
            ) as seconds_before
        from measured
    )

select *
from final
