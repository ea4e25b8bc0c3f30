{# The two lists of the generic test `rules`: the statements, and how many rows break each. #}
{% macro quoted_rules(statements) -%}
    {%- for statement in ["true"] + statements -%}
        '{{ dbt.escape_single_quotes(statement) }}'{{ "," if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{% macro counted_rules(statements) -%}
    {%- for statement in ["true"] + statements -%}
        count(*) filter (where ({{ statement }}) is not true){{ "," if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
