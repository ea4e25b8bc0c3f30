-- What: lines of an order that no file of orders tells of state one currency and one status.
-- Why: they are the order's. Of several currencies the order is worth nobody knows what, and of
-- several statuses one counts, though some lines may be cancelled alone.
-- A row: a source system, and how many orders have such lines.
{{ config(severity="warn") }}

select
    source_system,
    count(*) filter (where has_several_currencies) as orders_of_several_currencies,
    count(*) filter (where has_several_statuses) as orders_of_several_statuses
from {{ ref("int_order_totals") }}
where has_several_currencies or has_several_statuses
group by source_system
