{#
  Several rules of a model in one test, because a test costs more than its query. Fails with each
  rule that is broken and the number of rows that break it; a statement that is NULL is not true.

  Args:
    statements: expressions that are true of every row.
    key: columns of which there is one row per combination, none of them NULL.
    nullable: further columns of the key, in which NULL is a value (the row for all together).
    references: list of `{column, model, field}`: every value of the column is in that of the
      other model; NULL refers to nothing.
#}
{% test rules(model, statements=[], key=[], nullable=[], references=[]) %}
    {%- set columns = (key + nullable) | join(", ") %}
    with
        broken as (
            {% if columns %}
                select 'one row per {{ columns }}' as rule, count(*) as rows_failing
                from
                    (
                        select {{ columns }}
                        from {{ model }}
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
                from {{ model }} as referring
                anti join
                    {{ ref(reference.model) }} as referred
                    on referring.{{ reference.column }} = referred.{{ reference.field }}
                where referring.{{ reference.column }} is not null
                union all
            {% endfor %}
            select
                unnest(array[{{ quoted_rules(statements) }}]) as rule,
                unnest(array[{{ counted_rules(statements) }}]) as rows_failing
            from {{ model }}
        )

    select rule, rows_failing
    from broken
    where rows_failing > 0
{% endtest %}
