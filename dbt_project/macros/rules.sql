{#
  The rules of a relation that are broken, each with the number of rows that break it. The generic
  test `rules` says what the arguments are.
#}
{% macro broken_rules(relation, statements=[], key=[], nullable=[], references=[]) %}
    {%- set columns = (key + nullable) | join(", ") %}
    with
        broken as (
            {% if columns %}
                select 'one row per {{ columns }}' as rule, count(*) as rows_failing
                from
                    (
                        select {{ columns }}
                        from {{ relation }}
                        group by {{ columns }}
                        having
                            count(*) > 1
                            {% for column in key %} or {{ column }} is null {% endfor %}
                    ) as keys
                union all
            {% endif %}
            {% for reference in references %}
                select
                    '{{ reference.column }} refers to {{ reference.model }}' as rule,
                    count(*) as rows_failing
                from {{ relation }} as referring
                anti join
                    {{ ref(reference.model) }} as referred
                    on referring.{{ reference.column }} = referred.{{ reference.field }}
                where referring.{{ reference.column }} is not null
                union all
            {% endfor %}
            select
                unnest(array[{{ quoted_rules(statements) }}]) as rule,
                unnest(array[{{ counted_rules(statements) }}]) as rows_failing
            from {{ relation }}
        )

    select rule, rows_failing
    from broken
    where rows_failing > 0
{% endmacro %}

{# The statements, and how many rows break each, as two lists. #}
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

{#
  Run all tests `rules` of the project at once: a test of its own takes ten times as long as its
  query, and there are hundreds. Logs, as JSON, how many models were looked at and each broken rule.
  Staging of sources that `var("landed_sources")` leaves out is left out here too. Where models are
  given, only these are looked at, and of them those whose rules refer to none but these.
#}
{% macro check_rules(models=none) %}
    {% set checked = [] %}
    {% set landed = var("landed_sources") %}
    {% for test in graph.nodes.values() if (test.test_metadata or {}).name == "rules" %}
        {% set node = graph.nodes[test.attached_node] %}
        {% set is_source = node.fqn[1] == "staging" and node.fqn[2] != "ops" %}
        {% set referred = (test.test_metadata.kwargs.references or []) | map(attribute="model") %}
        {% set is_built = (
            models is none
            or ([node.name] + referred | list) | reject("in", models) | list == []
        ) %}
        {% if is_built and (landed is none or not is_source or node.fqn[2] in landed) %}
            {% set relation = api.Relation.create(node.database, node.schema, node.alias) %}
            {% set given = test.test_metadata.kwargs %}
            {% set found = run_query(
                broken_rules(
                    relation,
                    (given.statements or []) + (given.exported or []),
                    given.key or [],
                    given.nullable or [],
                    given.references or [],
                )
            ) %}
            {% do checked.append(node.name) %}
            {% for rule, rows in found.rows %}
                {% set said = {
                    "model": node.name,
                    "rule": rule,
                    "rows": rows | int,
                    "is_exported": rule in (given.exported or []),
                } %}
                {% do log(tojson(said), true) %}
            {% endfor %}
        {% endif %}
    {% endfor %}
    {% do log(tojson({"checked": checked | length}), true) %}
{% endmacro %}
