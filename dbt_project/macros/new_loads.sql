{#
  A staging model is kept from build to build: what a build reads anew is what has landed since,
  and whatever else is exported of the same records. Everything that is not in a raw row, such as
  settings and the code itself, asks for a full refresh, see `pipeline/keeping.py`.
#}
{# Makes the model that calls it one of these. #}
{% macro keep_from_build_to_build() -%}
    {{ config(materialized="incremental", incremental_strategy="replace_touched") }}
{%- endmacro %}

{# Of a relation with the raw columns, all rows, or, where the model is kept, the touched ones. #}
{% macro rows_to_read(relation) -%}
    {# a unit test has no table of its own #}
    {% if this and is_incremental() %} ({{ touched_rows(relation) }})
    {% else %} {{ relation }}
    {% endif %}
{%- endmacro %}

{% macro touched_rows(relation) %}
    select *
    from {{ relation }}
    semi join
        ({{ touched_units() }}) as touched
        on _source_system = touched.source_system
        and {{ superseded_together() }} = touched.unit
{% endmacro %}

{# What a newer export supersedes together: the rows of a key, or of a file where there is none. #}
{% macro superseded_together() -%}
    coalesce('key ' || _record_key, 'file ' || _source_file)
{%- endmacro %}

{#
  Those units of which anything landed after all that the model has. A file whose rows all have
  keys now takes the place of its earlier rows without one, too.
#}
{% macro touched_units() %}
    {%- set loaded_since -%}
    from {{ source(*model.sources[0]) }}
    where _loaded_at > (select coalesce(max(loaded_at), '-infinity') from {{ this }})
    {%- endset %}
    select distinct
        _source_system as source_system, {{ superseded_together() }} as unit {{ loaded_since }}
    union
    select distinct
        _source_system as source_system, 'file ' || _source_file as unit {{ loaded_since }}
{% endmacro %}

{# The rows of touched units give way to those that the model gives of them now. #}
{% macro get_incremental_replace_touched_sql(arguments) -%}
    {{ without_touched(arguments["target_relation"]) }}
    ;
    {{
        get_insert_into_sql(
            arguments["target_relation"],
            arguments["temp_relation"],
            arguments["dest_columns"],
        )
    }}
{%- endmacro %}

{% macro without_touched(target) %}
    delete from {{ target }} as kept using ({{ touched_rows(source(*model.sources[0])) }}) as gone
    where kept.load_id = gone._load_id and kept.row_number = gone._row_number
{% endmacro %}
