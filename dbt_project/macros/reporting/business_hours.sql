{#
  Business time: minutes between two instants in which the business is open.

  Each instant is looked up once, by its day: the business seconds before that day, and how much of
  the day's own had passed. The difference of two is the time between them, whatever lies between:
  weekends, holidays, days worked for them, a change to summer time.
#}
{# The hours of `business_hours` as rows: weekday 1 (Monday) to 7, opens, closes; open days only. #}
{% macro business_hours() %}
    {%- set rows = [] -%}
    {%- for hours in var("business_hours") -%}
        {%- if hours -%} {%- do rows.append([loop.index, hours[0], hours[1]]) -%} {%- endif -%}
    {%- endfor -%}
    {%- for weekday, opens, closes in rows %}
        select
            {{ weekday }} as weekday,
            '{{ opens }}' as opens,
            '{{ closes }}' as closes
            {{ "union all" if not loop.last }}
    {%- else %}
        select
            cast(null as integer) as weekday,
            cast(null as varchar) as opens,
            cast(null as varchar) as closes
        where false
    {%- endfor %}
{% endmacro %}

{# An hour such as 09:00 (up to 24:00) of a day in the business time zone, as a UTC timestamp. #}
{% macro business_instant(day, hour) -%}
    {%- set minutes -%}
        (
            cast(split_part({{ hour }}, ':', 1) as integer) * 60
            + cast(split_part({{ hour }}, ':', 2) as integer)
        )
    {%- endset -%}
    {{
        utc_of(
            dbt.dateadd("minute", minutes, "cast(" ~ day ~ " as timestamp)"),
            "'" ~ var("time_zone") ~ "'",
        )
    }}
{%- endmacro %}

{#
  The rows of a relation, with whole business minutes between two of its UTC timestamps: NULL where
  one is NULL or the second is before the first.

  Args:
    relation: name of a CTE or relation.
    spans: name of the new column to the columns of its first and second timestamp.
#}
{% macro with_business_minutes(relation, spans) %}
    {%- set instants = [] -%}
    {%- for first, second in spans.values() -%}
        {%- do instants.extend([first, second]) -%}
    {%- endfor -%}
    select
        {{ relation }}.*,
        {%- for name, (first, second) in spans.items() %}
            case
                when {{ relation }}.{{ second }} >= {{ relation }}.{{ first }}
                then
                    cast(
                        floor(
                            (
                                {{ business_seconds(relation, second) }}
                                - {{ business_seconds(relation, first) }}
                            )
                            / 60
                        ) as bigint
                    )
            end as {{ name }}{{ "," if not loop.last }}
        {%- endfor %}
    from {{ relation }}
    {%- for instant in instants | unique %}
        left join
            {{ ref("int_business_days") }} as day_of_{{ instant }}
            on {{ business_date(relation ~ "." ~ instant) }} = day_of_{{ instant }}.date_day
    {%- endfor %}
{% endmacro %}

{# Business seconds up to an instant, whose day is joined as `day_of_<instant>`. #}
{% macro business_seconds(relation, instant) -%}
    {%- set day = "day_of_" ~ instant -%}
    (
        {{ day }}.seconds_before + case
            when {{ relation }}.{{ instant }} <= {{ day }}.opens_at or {{ day }}.opens_at is null
            then 0
            when {{ relation }}.{{ instant }} >= {{ day }}.closes_at
            then {{ day }}.open_seconds
            else {{ dbt.datediff(day ~ ".opens_at", relation ~ "." ~ instant, "second") }}
        end
    )
{%- endmacro %}
