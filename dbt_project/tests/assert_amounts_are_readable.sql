-- What: every amount and quantity that an export writes is a number.
-- Why: text that is none is NULL, and misses from every total.
-- A row: a column, how many of its values are no numbers, and one of them.
{{ config(severity="warn") }}

{% set columns = {
    "template": {
        "orders": ["gross_amount", "discount_amount", "refund_amount"],
        "order_lines": ["quantity", "unit_price", "amount", "refund_amount"],
        "payments": ["amount"],
        "opportunities": ["amount", "probability"],
    },
    "zoho": {"deals": ["amount", "probability"]},
} %}

with
    source_settings as (select * from {{ ref("stg_ops__source_settings") }}),

    unreadable as (
        {% for source_name, tables in columns.items() %}
            {% set source_loop = loop %}
            {% for table, names in tables.items() %}
                {% set table_loop = loop %}
                {% for name in names %}
                    select
                        records._source_system as source_system,
                        '{{ source_name }}__{{ table }}' as raw_table,
                        '{{ name }}' as column_name,
                        records.{{ name }} as value
                    from {{ source(source_name, table) }} as records
                    left join
                        source_settings on records._source_system = source_settings.source_system
                    where
                        trim(records.{{ name }}) <> ''
                        and
                        {{ parsed_number("records." ~ name, mark="source_settings.decimal_mark") }}
                        is null
                        {{ "union all" if not (source_loop.last and table_loop.last and loop.last) }}
                {% endfor %}
            {% endfor %}
        {% endfor %}
    )

select source_system, raw_table, column_name, count(*) as values_unreadable, min(value) as example
from unreadable
group by source_system, raw_table, column_name
