{#
  Several models under one shape, one `select` each, with `raw_table`, the table they come from.

  Args:
    columns: column name to type, in order.
    models: model name to the columns that it does not have under that name: an expression in
      SQL, or none for a typed NULL.
#}
{% macro unioned(columns, models) %}
    {%- for model, differing in models.items() %}
        select
            {%- for column, type in columns.items() %}
                cast(
                    {{ (differing[column] or "null") if column in differing else column }}
                    as {{ type }}
                ) as {{ column }},
            {%- endfor %}
            '{{ model | replace("stg_", "") }}' as raw_table
        from {{ ref(model) }} {{ "union all" if not loop.last }}
    {%- endfor %}
{% endmacro %}

{# Types of the columns that every staging model ends with. #}
{% macro with_metadata(columns) -%}
    {%- do columns.update(
        {
            "source_file": "varchar",
            "row_number": "bigint",
            "load_id": "varchar",
            "loaded_at": "timestamp",
            "landed_date": "date",
        }
    ) -%}
    {{ return(columns) }}
{%- endmacro %}
