{#
  Whether a dated event had happened by `as_of`, for rows cross-joined with `as_of`. A date later
  than its file was landed is not believed; an event without a date counts as having happened.
#}
{% macro has_happened(date_column) -%}
    ({{ date_column }} is null or {{ date_column }} <= least(as_of_date, landed_date))
{%- endmacro %}

{# A column that is told by a dated event; NULL where that had not happened by `as_of`. #}
{% macro known(column, date_column) -%}
    case when {{ has_happened(date_column) }} then {{ column }} end as {{ column }}
{%- endmacro %}
