{#
  One row per key. Fails with each key that is there twice or has a NULL in it; `nullable` columns
  may be NULL, which then counts as a value (the row for all together).
#}
{% test grain(model, columns, nullable=[]) %}
    select {{ (columns + nullable) | join(", ") }}, count(*) as rows_of_key
    from {{ model }}
    group by {{ (columns + nullable) | join(", ") }}
    having count(*) > 1 {% for column in columns %} or {{ column }} is null {% endfor %}
{% endtest %}
