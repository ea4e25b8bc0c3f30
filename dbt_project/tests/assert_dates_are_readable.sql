-- What: every date that an export writes can be read.
-- Why: an unreadable one is NULL, and the record misses from every mart by date.
-- A row: a column, how many of its values cannot be read, and one of them. Often the source file
-- lacks `date_order`, without which 03/04/2026 is read neither way.
{{ config(severity="warn") }}

{% set columns = {
    "template": {
        "customers": ["created_at"],
        "orders": ["ordered_at"],
        "order_lines": ["ordered_at"],
        "leads": [
            "created_at",
            "contacted_at",
            "qualified_at",
            "converted_at",
            "disqualified_at",
        ],
        "opportunities": ["created_at", "closed_at", "expected_close_date"],
    },
    "zoho": {
        "leads": ["created_at", "converted_at"],
        "deals": ["created_at", "closing_date"],
    },
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
                    left join
                        {{ ref("stg_ops__date_forms") }} as date_forms
                        on records._load_id = date_forms.load_id
                    where
                        trim(records.{{ name }}) <> ''
                        and {{ local_timestamp("trim(records." ~ name ~ ")", date_form(name)) }}
                        is null
                        {{ "union all" if not (source_loop.last and table_loop.last and loop.last) }}
                {% endfor %}
            {% endfor %}
        {% endfor %}
    )

select source_system, raw_table, column_name, count(*) as values_unreadable, min(value) as example
from unreadable
group by source_system, raw_table, column_name
