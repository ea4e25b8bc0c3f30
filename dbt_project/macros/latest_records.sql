{#
  Which raw rows count now; nothing else in the project decides it.

  Every load is kept in raw. A load that contains a record's key supersedes all rows with that key
  of earlier exports of the same source system, in whatever order they were landed; of exports of
  the same time the one landed last counts. Rows without a key are superseded by the next load of
  the same file (a re-export).

  Args:
    relation: name of a CTE or relation with the raw columns.
    rows_per_key: `one` (the last row of a key within its load wins) or `many` (order lines,
      payments: all rows that the load has of the key count).
    line_id: with `many`, the column that tells a key's rows apart; the last of equal ones wins.
#}
{% macro latest_records(relation, rows_per_key="one", line_id=none) %}
    select *
    from {{ relation }}
    qualify
        case
            when _record_key is null
            then
                _load_id = first_value(_load_id) over (
                    partition by _source_system, _source_file
                    order by _exported_at desc nulls last, _loaded_at desc, _load_id desc
                )
            {% if rows_per_key == "one" -%}
                else
                    row_number() over (
                        partition by _source_system, _record_key
                        order by
                            _exported_at desc nulls last,
                            _loaded_at desc,
                            _load_id desc,
                            _row_number desc
                    )
                    = 1
            {%- else -%}
                else
                    dense_rank() over (
                        partition by _source_system, _record_key
                        order by _exported_at desc nulls last, _loaded_at desc, _load_id desc
                    )
                    = 1
                    {%- if line_id %}
                        and (
                            {{ line_id }} is null
                            or row_number() over (
                                partition by _source_system, _record_key, _load_id, {{ line_id }}
                                order by _row_number desc
                            )
                            = 1
                        )
                    {%- endif %}
            {%- endif %}
        end
{% endmacro %}

{# Where a staging row comes from; every staging model ends with these columns. #}
{% macro record_metadata() -%}
    latest._source_file as source_file,
    latest._row_number as row_number,
    latest._load_id as load_id,
    latest._loaded_at as loaded_at,
    {{ business_date("latest._loaded_at") }} as landed_date
{%- endmacro %}
