-- What: the amount of every line of an order, and its cost, have at most 13 digits before the
-- point.
-- Why: a larger one is NULL, and misses from every total; most likely a column was read as another.
-- A row: a source, how many of its lines have such an amount, and the key of one of them.
{{ config(severity="warn") }}

with
    int_order_lines as (select * from {{ ref("int_order_lines") }}),

    too_large as (
        select *
        from int_order_lines
        where
            (amount is null and quantity is not null and unit_price is not null)
            or (cost_amount is null and quantity is not null and unit_cost is not null)
    )

select source_system, raw_table, count(*) as lines, min(source_id) as example
from too_large
group by source_system, raw_table
