-- What: every order that was not cancelled has a day.
-- Why: one without a day is revenue of no month and in no mart by day.
-- A row: a source, and how many of its orders have none, with their net amount. Land the column of
-- the order date, or map its header to `ordered_at` in the source file.
{{ config(severity="warn") }}

select source_system, count(*) as orders_undated, sum(net_amount) as net_amount
from {{ ref("fct_order") }}
where order_date is null and not is_cancelled
group by source_system
