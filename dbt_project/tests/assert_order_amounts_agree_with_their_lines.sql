-- What: an order that states its own gross amount states the sum of its lines.
-- Why: the order's own amount is used; where the export disagrees with itself, somebody should
-- know.
-- A row: a source system, how many orders differ, and by how much in all.
{{ config(severity="warn") }}

with
    int_orders as (select * from {{ ref("int_orders") }}),
    fct_order_line as (select * from {{ ref("fct_order_line") }}),

    lines as (select order_id, sum(gross) as gross from fct_order_line group by order_id)

select
    int_orders.source_system, count(*) as orders, sum(int_orders.gross - lines.gross) as difference
from int_orders
inner join lines on int_orders.order_id = lines.order_id
where int_orders.has_own_amount and int_orders.gross is distinct from lines.gross
group by int_orders.source_system
