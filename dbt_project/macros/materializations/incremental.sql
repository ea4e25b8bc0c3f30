{# Read anew it is a table like any other; the adapter's own way would swap it in (see table.sql). #}
{% materialization incremental, adapter = "duckdb", supported_languages = ["sql", "python"] %}
    {% if should_full_refresh() %} {{ return(materialization_table_duckdb()) }} {% endif %}
    {{ return(dbt.materialization_incremental_duckdb()) }}
{% endmaterialization %}
