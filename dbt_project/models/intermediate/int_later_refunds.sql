with
    int_orders_as_of as (select * from {{ ref("int_orders_as_of") }}),
    int_order_refunds as (select * from {{ ref("int_order_refunds") }}),
    fct_order_refund as (select * from {{ ref("fct_order_refund") }}),

    -- what has no day of its own was paid back on the day of its order, and is in no later one
    dated as (
        select order_refund_id, order_id, refunded_date, landed_date
        from int_order_refunds
        where is_dated
    ),

    final as (
        select
            orders.customer_id,
            orders.order_date,
            dated.refunded_date,
            cast(sum(fct_order_refund.amount) as decimal(18, 2)) as amount
        from dated
        inner join fct_order_refund on dated.order_refund_id = fct_order_refund.order_refund_id
        inner join int_orders_as_of as orders on dated.order_id = orders.order_id
        where
            orders.customer_id <> 'unknown'
            and orders.is_amount_known
            and dated.refunded_date > orders.order_date
            and {{ has_happened("dated.refunded_date") }}
        group by orders.customer_id, orders.order_date, dated.refunded_date
    )

select *
from final
