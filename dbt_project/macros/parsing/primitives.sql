{# What differs between engines, one small macro each. #}
{% macro matches(text, pattern) -%}
    {{ return(adapter.dispatch("matches")(text, pattern)) }}
{%- endmacro %}

{% macro default__matches(text, pattern) -%}
    regexp_matches({{ text }}, '{{ pattern }}')
{%- endmacro %}

{% macro replaced(text, pattern, replacement) -%}
    {{ return(adapter.dispatch("replaced")(text, pattern, replacement)) }}
{%- endmacro %}

{% macro default__replaced(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}

{# The same with a replacement that is an expression; NULL where that is. #}
{% macro replaced_by(text, pattern, replacement) -%}
    {{ return(adapter.dispatch("replaced_by")(text, pattern, replacement)) }}
{%- endmacro %}

{% macro default__replaced_by(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', {{ replacement }}, 'g')
{%- endmacro %}

{# What a text stands for, of a dictionary of texts; "" where it is none of them. #}
{% macro looked_up(text, dictionary) -%}
    {{ return(adapter.dispatch("looked_up")(text, dictionary)) }}
{%- endmacro %}

{% macro default__looked_up(text, dictionary) -%}
    coalesce(
        map(
            ['{{ dictionary.keys() | join("', '") }}'], ['{{ dictionary.values() | join("', '") }}']
        )[{{ text }}],
        ''
    )
{%- endmacro %}

{# A value of a text that names it `written`: so long a text would stand in it many times. #}
{% macro once(text, value) -%} {{ return(adapter.dispatch("once")(text, value)) }} {%- endmacro %}

{% macro default__once(text, value) -%}
    list_transform([{{ text }}], lambda written:{{ value }})[1]
{%- endmacro %}

{# A group of a pattern in a text, "" where it does not fit. #}
{% macro extracted(text, pattern, group) -%}
    {{ return(adapter.dispatch("extracted")(text, pattern, group)) }}
{%- endmacro %}

{% macro default__extracted(text, pattern, group) -%}
    regexp_extract({{ text }}, '{{ pattern }}', {{ group }})
{%- endmacro %}

{# Days since Excel's day 0 (1900 system), the time of day as their fraction; to the second. #}
{% macro excel_timestamp(text) -%}
    {{ return(adapter.dispatch("excel_timestamp")(text)) }}
{%- endmacro %}

{% macro default__excel_timestamp(text) -%}
    timestamp '1899-12-30'
    + to_seconds(cast(round(try_cast({{ text }} as double) * 86400) as bigint))
{%- endmacro %}

{# Seconds, or milliseconds, since 1970 as the wall-clock time in a zone. #}
{% macro local_of_epoch(text, zone) -%}
    {{ return(adapter.dispatch("local_of_epoch")(text, zone)) }}
{%- endmacro %}

{% macro default__local_of_epoch(text, zone) -%}
    make_timestamp(
        try_cast({{ text }} as bigint)
        * case when length({{ text }}) = 13 then 1000 else 1000000 end
    ) at time zone 'UTC' at time zone {{ zone }}
{%- endmacro %}

{# The first of several strptime formats that fits the text, or NULL. #}
{% macro try_timestamp(text, formats) -%}
    {{ return(adapter.dispatch("try_timestamp")(text, formats)) }}
{%- endmacro %}

{% macro default__try_timestamp(text, formats) -%}
    try_strptime({{ text }}, ['{{ formats | join("', '") }}'])
{%- endmacro %}

{# A wall-clock time in a zone as a UTC timestamp. #}
{% macro utc_of(local_timestamp, zone) -%}
    {{ return(adapter.dispatch("utc_of")(local_timestamp, zone)) }}
{%- endmacro %}

{% macro default__utc_of(local_timestamp, zone) -%}
    {%- if zone == "'UTC'" -%} ({{ local_timestamp }})
    {%- else -%} ({{ local_timestamp }} at time zone {{ zone }} at time zone 'UTC')
    {%- endif -%}
{%- endmacro %}

{# The day of a UTC timestamp in the business time zone. #}
{% macro business_date(utc_timestamp) -%}
    {{ return(adapter.dispatch("business_date")(utc_timestamp)) }}
{%- endmacro %}

{% macro default__business_date(utc_timestamp) -%}
    {%- if var("time_zone") == "UTC" -%} cast({{ utc_timestamp }} as date)
    {%- else -%} {{ date_in(utc_timestamp, "'" ~ var("time_zone") ~ "'") }}
    {%- endif -%}
{%- endmacro %}

{# The last instant of a day in the business time zone, in UTC. #}
{% macro business_day_end(day) -%}
    {{
        utc_of(
            "(cast(" ~ day ~ " as timestamp) + interval 1 day - interval 1 microsecond)",
            "'" ~ var("time_zone") ~ "'",
        )
    }}
{%- endmacro %}

{# The day of a UTC timestamp in a time zone, given as SQL. #}
{% macro date_in(utc_timestamp, zone) -%}
    {{ return(adapter.dispatch("date_in")(utc_timestamp, zone)) }}
{%- endmacro %}

{% macro default__date_in(utc_timestamp, zone) -%}
    cast({{ utc_timestamp }} at time zone 'UTC' at time zone {{ zone }} as date)
{%- endmacro %}

{# Type-7 quantile of a column within its group. #}
{% macro quantile(column, fraction) -%}
    {{ return(adapter.dispatch("quantile")(column, fraction)) }}
{%- endmacro %}

{% macro default__quantile(column, fraction) -%}
    quantile_cont(cast({{ column }} as double), {{ fraction }})
{%- endmacro %}

{# Several of them in ascending order as a list, for which the values are gathered only once. #}
{% macro quantiles(column, fractions) -%}
    {{ return(adapter.dispatch("quantiles")(column, fractions)) }}
{%- endmacro %}

{% macro default__quantiles(column, fractions) -%}
    quantile_cont(cast({{ column }} as double), {{ fractions }})
{%- endmacro %}
