with
    int_order_refunds as (select * from {{ ref("int_order_refunds") }}),
    fct_order as (select * from {{ ref("fct_order") }}),

    so_far as (
        select *, sum(amount) over refunds as amount_so_far, amount_so_far - amount as amount_before
        from int_order_refunds
        window
            refunds as (
                partition by order_id
                order by refunded_date, order_refund_id
                rows between unbounded preceding and current row
            )
    ),

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
            -- differences of what is rounded, so that refunds add up to the order's to the cent
            {% for name, rate in [("amount", "fct_order.exchange_rate"), ("source_amount", "1")] %}
                cast(
                    coalesce(
                        {{ in_reporting_currency("refunds.amount_so_far", rate) }}
                        - {{ in_reporting_currency("refunds.amount_before", rate) }},
                        {{ in_reporting_currency("refunds.amount", rate) }}
                    ) as decimal(18, 2)
                ) as {{ name }},
            {% endfor %}
            fct_order.currency,
            fct_order.exchange_rate,
            cast(refunds.returned_quantity as decimal(18, 4)) as returned_quantity,
            refunds.reason
        from so_far as refunds
        inner join fct_order on refunds.order_id = fct_order.order_id
    )

select *
from final
