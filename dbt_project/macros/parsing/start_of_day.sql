{# When a day of the business begins, in UTC. #}
{% macro start_of_day(date) -%}
    {{ utc_of("cast(" ~ date ~ " as timestamp)", "'" ~ var("time_zone") ~ "'") }}
{%- endmacro %}
