-- What: an order that states no amount of its own is worth the sum of its lines.
-- Why: a join that repeats or loses lines shows here first. Rounding each line to the reporting
-- currency may differ from rounding their sum, by a cent a line.
-- A row: an order, its gross amount and that of its lines.
with
    int_orders as (select * from {{ ref("int_orders") }}),
    fct_order_line as (select * from {{ ref("fct_order_line") }}),

    lines as (
        select order_id, sum(gross) as gross, count(*) as lines
        from fct_order_line
        group by order_id
    )

select int_orders.order_id, int_orders.gross, lines.gross as gross_of_lines
from int_orders
full outer join lines on int_orders.order_id = lines.order_id
where
    int_orders.has_own_amount is distinct from true
    and (
        (int_orders.gross is null) is distinct from (lines.gross is null)
        or abs(int_orders.gross - lines.gross)
        > case when int_orders.reporting_rate = 1 then 0 else 0.01 * lines.lines end
    )
