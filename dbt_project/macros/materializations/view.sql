{# A view takes the place of the last build's, as a table does (see table.sql). #}
{% materialization view, adapter = "duckdb" %}
    {% set standing = load_cached_relation(this) %}
    {% set view = this.incorporate(type="view") %}
    {{ run_hooks(pre_hooks) }}
    {% call statement("main") %}
        {% if standing and not standing.is_view %} drop {{ standing.type }} {{ standing }}
            ;
        {% endif %}
        create or replace view {{ view }} as ({{ compiled_code }})
    {% endcall %}
    {% do persist_docs(view, model) %}
    {{ run_hooks(post_hooks) }}
    {% do adapter.commit() %}
    {{ return({"relations": [view]}) }}
{% endmaterialization %}
