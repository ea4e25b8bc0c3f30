{# The first of several values that stand in one cell, joined by a mark; NULL where there is none. #}
{% macro first_of_joined(column, mark=";") -%}
    nullif(trim(split_part({{ column }}, '{{ mark }}', 1)), '')
{%- endmacro %}
