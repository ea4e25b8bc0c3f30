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
    ({{ local_timestamp }} at time zone {{ zone }} at time zone 'UTC')
{%- endmacro %}

{# The day of a UTC timestamp in the business time zone. #}
{% macro business_date(utc_timestamp) -%}
    {{ return(adapter.dispatch("business_date")(utc_timestamp)) }}
{%- endmacro %}

{% macro default__business_date(utc_timestamp) -%}
    cast({{ utc_timestamp }} at time zone 'UTC' at time zone '{{ var("time_zone") }}' as date)
{%- endmacro %}

{# Type-7 quantile of a column within its group. #}
{% macro quantile(column, fraction) -%}
    {{ return(adapter.dispatch("quantile")(column, fraction)) }}
{%- endmacro %}

{% macro default__quantile(column, fraction) -%}
    quantile_cont(cast({{ column }} as double), {{ fraction }})
{%- endmacro %}
