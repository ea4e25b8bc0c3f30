{# Place of a source system in `var("trusted_sources")`, behind them all where it is not there. #}
{% macro trust(source_system) -%}
    case
        {%- for trusted in var("trusted_sources") %}
            when {{ source_system }} = '{{ trusted }}' then {{ loop.index }}
        {%- endfor %}
        when true
        then {{ var("trusted_sources") | length + 1 }}
    end
{%- endmacro %}

{#
  The value of a column by the preferred record that has one; of columns that belong together (an
  address), by the preferred record that has any of them.
#}
{% macro preferred(column, together=none) -%}
    {%- if together -%}
        min_by(array[{{ column }}], preference) filter (
            where coalesce({{ together | join(", ") }}) is not null
        )[1]
    {%- else -%} min_by({{ column }}, preference) filter (where {{ column }} is not null)
    {%- endif -%}
{%- endmacro %}
