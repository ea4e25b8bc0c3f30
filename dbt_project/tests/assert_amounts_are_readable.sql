-- What: every amount and quantity that an export writes is a number, and none has more digits than
-- there is room for.
-- Why: text that is none is NULL, and misses from every total.
-- A row: a column, how many of its values are no numbers, and one of them.
{{ config(severity="warn") }}

{% set endings = [
    "amount",
    "price",
    "cost",
    "quantity",
    "probability",
    "subtotal",
    "total",
    "spend",
    "points",
] %}

with
    source_settings as (select * from {{ ref("stg_ops__source_settings") }}),
    stg_ops__date_forms as (select * from {{ ref("stg_ops__date_forms") }}),

    amounts as ({{ raw_values(endings) }}),

    marked as (
        select
            amounts.*,
            {{
                mark_of_column(
                    "source_settings.decimal_mark",
                    "stg_ops__date_forms.decimal_commas",
                    "amounts.column_name",
                )
            }} as decimal_mark
        from amounts
        left join source_settings on amounts.source_system = source_settings.source_system
        left join stg_ops__date_forms on amounts.load_id = stg_ops__date_forms.load_id
        where
            try_cast(amounts.value as decimal(17, 4)) is null
            or (amounts.column_name like '%quantity' and length(amounts.value) > 10)
    ),

    unreadable as (
        select *
        from marked
        where
            case
                when column_name like '%quantity'
                then {{ parsed_number("value", "decimal(14, 4)", mark="decimal_mark") }}
                else {{ parsed_number("value", mark="decimal_mark") }}
            end
            is null
    )

select source_system, raw_table, column_name, count(*) as values_unreadable, min(value) as example
from unreadable
group by source_system, raw_table, column_name
