{# Whole minutes from one UTC timestamp to another; NULL where the second is before the first. #}
{% macro whole_minutes(first, second) -%}
    case
        when {{ second }} >= {{ first }}
        then cast(floor({{ dbt.datediff(first, second, "second") }} / 60) as bigint)
    end
{%- endmacro %}
