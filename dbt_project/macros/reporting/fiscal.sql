{#
  Fiscal year or quarter of a day: years begin in the month `fiscal_year_starts_in` and are called
  by the calendar year in which they end.
#}
{% macro fiscal_part(day, part) -%}
    cast(
        extract(
            '{{ part }}'
            from {{ dbt.dateadd("month", (13 - var("fiscal_year_starts_in")) % 12, day) }}
        ) as integer
    )
{%- endmacro %}
