with
    int_order_refunds as (select * from {{ ref("int_order_refunds") }}),
    fct_order as (select * from {{ ref("fct_order") }}),

    final as (
        select
            refunds.order_refund_id,
            fct_order.source_system,
            refunds.source_id,
            refunds.order_id,
            refunds.order_line_id,
            fct_order.customer_id,
            refunds.refunded_at,
            refunds.refunded_date,
            refunds.is_dated,
            refunds.stated_by,
            {{ in_reporting_currency("refunds.amount", "fct_order.exchange_rate") }} as amount,
            cast(refunds.amount as decimal(18, 2)) as source_amount,
            fct_order.currency,
            fct_order.exchange_rate,
            cast(refunds.returned_quantity as decimal(18, 4)) as returned_quantity,
            refunds.reason
        from int_order_refunds as refunds
        inner join fct_order on refunds.order_id = fct_order.order_id
    )

select *
from final
