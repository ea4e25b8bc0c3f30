-- What: no score, scale, count or duration is larger than there is room for, and no count less than
-- nothing.
-- Why: such a value is NULL, and misses from every average; most likely a column was read as
-- another.
-- A row: a column, how many of its values are too large, and one of them.
{{ config(severity="warn") }}

{% set largest = {
    "score": 9999999,
    "csat": 9999999,
    "rating": 9999999,
    "minutes": 9999999,
    "min": 2147483647,
    "max": 2147483647,
    "count": 2147483647,
} %}

with
    numbers as ({{ raw_values(largest.keys() | list) }}),

    bounded as (
        select
            *,
            case
                split_part(column_name, '_', -1)
                {% for ending, number in largest.items() %}
                    when '{{ ending }}' then {{ number }}
                {% endfor %}
            end as largest
        from numbers
    )

select source_system, raw_table, column_name, count(*) as values_too_large, min(value) as example
from bounded
where
    abs(try_cast(value as double)) > largest
    or (try_cast(value as double) < 0 and {{ matches("column_name", "(count|minutes)$") }})
group by source_system, raw_table, column_name
