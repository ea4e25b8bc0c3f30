{#
  What raw holds in the columns of a kind: one row per value, with its source, table and load. The
  columns are those whose names end in one of `endings`, of every source that has landed, seen
  when the model is built: a new source is in it without being named. Where an ending may be that of
  words too, `named` says which are meant: raw table -> its columns, parted by blanks.
#}
{% macro raw_values(endings=[], named={}) %}
    {%- set found = [] -%}
    {%- for table, column in raw_columns() -%}
        {%- set is_meant = (
            column.split("_")[-1] in endings
            or column in named.get(table.identifier, "").split()
        ) -%}
        {%- if is_meant and not column.startswith("_") -%}
            {%- do found.append((table, column)) -%}
        {%- endif -%}
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

{# The same of such columns alone, under the spelling that their source maps it to. #}
{% macro named_raw_values(named) %}
    select
        written.*,
        coalesce(
            source_settings.value_aliases[written.column_name || chr(31) || written.value],
            written.value
        ) as meant
    from ({{ raw_values(named=named) }}) as written
    left join source_settings on written.source_system = source_settings.source_system
{% endmacro %}

{# The columns of the raw tables that there are, each with its table. #}
{% macro raw_columns() -%} {{ return(adapter.dispatch("raw_columns")()) }} {%- endmacro %}

{% macro default__raw_columns() -%}
    {%- set columns = [] -%}
    {%- for table in raw_tables() -%}
        {%- for column in adapter.get_columns_in_relation(table) -%}
            {%- do columns.append((table, column.name)) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(columns) }}
{%- endmacro %}

{# All are asked for at once: for each table that dbt asks about, it makes all macros anew. #}
{% macro duckdb__raw_columns() -%}
    {%- set tables = {} -%}
    {%- for table in raw_tables() -%}
        {%- do tables.update({table.identifier: table}) -%}
    {%- endfor -%}
    {%- set columns = [] -%}
    {%- if tables -%}
        {%- set asked -%}
            select table_name, column_name
            from information_schema.columns
            where table_catalog = '{{ target.database }}' and table_schema = 'raw'
            order by table_name, ordinal_position
        {%- endset -%}
        {%- for name, column in run_query(asked).rows if name in tables -%}
            {%- do columns.append((tables[name], column)) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(columns) }}
{%- endmacro %}

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
