-- What: an order that states its own gross amount states the sum of its lines.
-- Why: the order's own amount is used; where the export disagrees with itself, somebody should
-- know.
-- A row: a source system, how many orders differ, and by how much in all.
{{ config(severity="warn") }}

with
    int_order_totals as (select * from {{ ref("int_order_totals") }}),
    fct_order as (select * from {{ ref("fct_order") }}),
    fct_order_line as (select * from {{ ref("fct_order_line") }}),

    lines as (select order_id, sum(gross) as gross from fct_order_line group by order_id)

select fct_order.source_system, count(*) as orders, sum(fct_order.gross - lines.gross) as difference
from fct_order
inner join int_order_totals on fct_order.order_id = int_order_totals.order_id
inner join lines on fct_order.order_id = lines.order_id
where int_order_totals.has_own_amount and fct_order.gross is distinct from lines.gross
group by fct_order.source_system
