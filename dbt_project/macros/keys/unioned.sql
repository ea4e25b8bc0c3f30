{#
  Several staging models under one shape, one `select` each, with `raw_table`, the table they come
  from. Sources that never landed are left out; where none has, there are no rows. A value that its
  type cannot hold is NULL, and named by the test `assert_scores_and_counts_can_be_held`.

  Args:
    columns: column name to type, in order.
    models: model name to the columns that it does not have under that name: an expression in
      SQL, or none for a typed NULL.
#}
{% macro unioned(columns, models) %}
    {%- set landed = models.items() | selectattr(0, "in", landed_models(models.keys())) | list %}
    {%- for model, differing in landed %}
        select
            {%- for column, type in columns.items() %}
                try_cast(
                    {{ (differing[column] or "null") if column in differing else column }}
                    as {{ type }}
                ) as {{ column }},
            {%- endfor %}
            '{{ model | replace("stg_", "") | replace("_versions", "") }}' as raw_table
        from {{ ref(model) }} {{ "union all" if not loop.last }}
    {%- else %}
        select
            {%- for column, type in columns.items() %} cast(null as {{ type }}) as {{ column }},
            {%- endfor %}
            cast(null as varchar) as raw_table
        where false
    {%- endfor %}
{% endmacro %}

{#
  Those of the staging models whose source has landed anything, by `var("landed_sources")`: the
  staging of any other source is not even built.
#}
{% macro landed_models(models) -%}
    {%- set landed = [] -%}
    {%- for model in models -%}
        {%- set source = model.split("__")[0] | replace("stg_", "") -%}
        {%- if var("landed_sources") is none or source in var("landed_sources") -%}
            {%- do landed.append(model) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(landed) }}
{%- endmacro %}

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
