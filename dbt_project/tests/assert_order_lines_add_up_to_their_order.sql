-- What: an order that states no amount of its own is worth the sum of its lines.
-- Why: a join that repeats or loses lines shows here first. Only where lines are finer than a cent,
-- or converted, may rounding each differ from rounding their sum, by half a cent each.
-- A row: an order, its gross amount and that of its lines.
with
    int_order_totals as (select * from {{ ref("int_order_totals") }}),
    fct_order as (select * from {{ ref("fct_order") }}),
    fct_order_line as (select * from {{ ref("fct_order_line") }}),

    lines as (
        select order_id, sum(gross) as gross, count(*) as lines
        from fct_order_line
        group by order_id
    )

select
    coalesce(fct_order.order_id, lines.order_id) as order_id,
    fct_order.gross,
    lines.gross as gross_of_lines
from fct_order
full outer join lines on fct_order.order_id = lines.order_id
left join int_order_totals on fct_order.order_id = int_order_totals.order_id
where
    int_order_totals.has_own_amount is distinct from true
    and (
        (fct_order.gross is null) is distinct from (lines.gross is null)
        or abs(fct_order.gross - lines.gross) > case
            when
                lines.lines = 1
                or (fct_order.exchange_rate = 1 and not int_order_totals.has_parts_of_cents)
            then 0
            else 0.005 * (lines.lines + 1)
        end
    )
