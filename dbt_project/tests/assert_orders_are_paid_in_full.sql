-- What: where payments are exported, they come to what the customer was asked to pay.
-- Why: a difference is a debt, an overpayment, or rounding in the shop.
-- A row: a source system, how many orders differ, and by how much in all.
{{ config(severity="warn") }}

with fct_order as (select * from {{ ref("fct_order") }})

select source_system, count(*) as orders, sum(paid_amount - total_amount) as difference
from fct_order
where
    paid_amount is not null
    and not is_cancelled
    and not is_returned
    and paid_amount is distinct from total_amount
group by source_system
