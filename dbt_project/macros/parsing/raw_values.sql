{#
  What raw holds in the columns of a kind: one row per value, with its source, table and load. The
  columns are those whose names end in one of `endings`, of every source that has landed, seen
  when the model is built: a new source is in it without being named.
#}
{% macro raw_values(endings) %}
    {%- set found = [] -%}
    {%- for table in raw_tables() -%}
        {%- for column in adapter.get_columns_in_relation(table) -%}
            {%- if column.name.split("_")[-1] in endings and not column.name.startswith("_") -%}
                {%- do found.append((table, column.name)) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for table, column in found %}
        select
            _source_system as source_system,
            '{{ table.identifier }}' as raw_table,
            '{{ column }}' as column_name,
            trim({{ adapter.quote(column) }}) as value,
            _load_id as load_id
        from {{ table }}
        where trim({{ adapter.quote(column) }}) <> '' {{ "union all" if not loop.last }}
    {%- else %}
        select
            cast(null as varchar) as source_system,
            cast(null as varchar) as raw_table,
            cast(null as varchar) as column_name,
            cast(null as varchar) as value,
            cast(null as varchar) as load_id
        where false
    {%- endfor %}
{% endmacro %}

{# The raw tables of the staging sources that have landed, by `var("landed_sources")`. #}
{% macro raw_tables() -%}
    {%- set tables = [] -%}
    {%- if execute -%}
        {%- for node in graph.sources.values() | sort(attribute="identifier") -%}
            {%- set has_landed = var("landed_sources") is none or node.source_name in var(
                "landed_sources"
            ) -%}
            {%- if node.schema == "raw" and has_landed -%}
                {%- do tables.append(
                    api.Relation.create(
                        database=target.database,
                        schema=node.schema,
                        identifier=node.identifier,
                    )
                ) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(tables) }}
{%- endmacro %}
