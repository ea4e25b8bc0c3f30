{#
  Several rules of a model in one test, because a test costs more than its query. Fails with each
  rule that is broken and the number of rows that break it; a statement that is NULL is not true.

  Args:
    statements: expressions that are true of every row.
    exported: expressions that are true of what exports should say: no fault of the project's where
      they are not, so that a build warns of them (`check_rules`) and goes on.
    key: columns of which there is one row per combination, none of them NULL.
    nullable: further columns of the key, in which NULL is a value (the row for all together).
    references: list of `{column, model, field}`: every value of the column is in that of the
      other model; NULL refers to nothing.
#}
{% test rules(model, statements=[], exported=[], key=[], nullable=[], references=[]) %}
    {{ broken_rules(model, statements, key, nullable, references) }}
{% endtest %}
