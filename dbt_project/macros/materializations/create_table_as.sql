{#
  The adapter's own, of a query whose first CTEs, which only name the tables it reads, are read in
  place. DuckDB keeps a CTE that is used twice in memory, whole; of a raw table that was more than
  half of what a night of a million customers needed. A view is still worked out once.
#}
{% macro create_table_as(
    temporary,
    relation,
    compiled_code,
    language="sql",
    partitioned_by=none,
    sorted_by=none
) -%}
    {%- set query = tables_read_in_place(compiled_code) if language == "sql" else compiled_code -%}
    {{
        return(
            adapter.dispatch("create_table_as", "dbt")(
                temporary,
                relation,
                query,
                language,
                partitioned_by=partitioned_by,
                sorted_by=sorted_by,
            )
        )
    }}
{%- endmacro %}

{% macro tables_read_in_place(query) -%}
    {%- set found = namespace(query=query) -%}
    {%- for name in model.depends_on.nodes -%}
        {# a unit test knows of no graph, and what it reads are rows of its own #}
        {%- set node = graph.get("nodes", {}).get(name) or graph.get("sources", {}).get(name) -%}
        {%- if node and node.config.materialized != "view" -%}
            {%- set named = "(select * from " ~ node.relation_name ~ ")" -%}
            {%- set found.query = found.query | replace(
                "as " ~ named, "as not materialized " ~ named
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(found.query) }}
{%- endmacro %}
