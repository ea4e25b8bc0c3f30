-- What: every date that an export writes can be read, and is none of what programs write for none.
-- Why: an unreadable one is NULL, and the record misses from every mart by date.
-- A row: a column, how many of its values cannot be read, and one of them. Often the source file
-- lacks `date_order`, without which 03/04/2026 is read neither way.
{{ config(severity="warn") }}

with
    source_settings as (select * from {{ ref("stg_ops__source_settings") }}),
    stg_ops__date_forms as (select * from {{ ref("stg_ops__date_forms") }}),

    written as ({{ raw_values(["at", "date", "from", "month"]) }}),

    -- a month alone is its first day; the fifth day of each month is no date
    dates as (
        select
            * replace (
                case
                    when column_name = 'month' then {{ first_of_month("value") }} else value
                end as value
            )
        from written
        where not {{ matches("column_name", "_of_month$") }}
    ),

    formed as (
        select
            dates.* replace ({{ plain_date("dates.value") }} as value),
            coalesce(
                stg_ops__date_forms.date_forms[dates.column_name], source_settings.date_order
            ) as date_form,
            source_settings.two_digit_years_from,
            source_settings.time_zone
        from dates
        left join source_settings on dates.source_system = source_settings.source_system
        left join stg_ops__date_forms on dates.load_id = stg_ops__date_forms.load_id
        -- most are plain, and a look at the others is not cheap
        where coalesce(try_cast(dates.value as timestamp) < '{{ first_day() }}', true)
    ),

    unreadable as (
        select *
        from formed
        where {{ local_timestamp("formed.value", "formed.date_form", "formed") }} is null
    )

select source_system, raw_table, column_name, count(*) as values_unreadable, min(value) as example
from unreadable
group by source_system, raw_table, column_name
