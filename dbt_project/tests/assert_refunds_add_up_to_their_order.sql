-- What: an order's refund is the sum of its refunds, in both currencies.
-- Why: a refund that a join repeats or loses would change revenue.
-- A row: an order, its refund and what its refunds come to.
with
    fct_order as (select * from {{ ref("fct_order") }}),
    fct_order_refund as (select * from {{ ref("fct_order_refund") }}),

    refunds as (
        select order_id, sum(amount) as refund, sum(source_amount) as source_refund
        from fct_order_refund
        group by order_id
    )

select fct_order.order_id, fct_order.refund, refunds.refund as refund_of_refunds
from fct_order
full outer join refunds on fct_order.order_id = refunds.order_id
where
    -- of amounts without a rate both are unknown
    fct_order.refund
    is distinct from case when coalesce(refunds.source_refund, 0) = 0 then 0 else refunds.refund end
    or fct_order.source_refund is distinct from coalesce(refunds.source_refund, 0)
