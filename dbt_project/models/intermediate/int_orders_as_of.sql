with
    fct_order as (select * from {{ ref("fct_order") }}),
    int_order_totals as (select * from {{ ref("int_order_totals") }}),
    int_order_refunds as (select * from {{ ref("int_order_refunds") }}),
    as_of as (select * from {{ ref("as_of") }}),

    -- refunds that nobody could know of yet; one without a day of its own is as old as its order
    refunds_to_come as (
        select int_order_refunds.order_id, int_order_refunds.amount
        from int_order_refunds
        cross join as_of
        where
            int_order_refunds.is_dated and not {{ has_happened("int_order_refunds.refunded_date") }}
    ),

    not_refunded_yet as (
        select
            refunds_to_come.order_id,
            sum(
                {{ in_reporting_currency("refunds_to_come.amount", "fct_order.exchange_rate") }}
            ) as refund
        from refunds_to_come
        inner join fct_order on refunds_to_come.order_id = fct_order.order_id
        group by refunds_to_come.order_id
    ),

    -- the orders that marts count
    final as (
        select
            fct_order.order_id,
            fct_order.source_system,
            fct_order.customer_id,
            fct_order.employee_id,
            fct_order.campaign_id,
            fct_order.ordered_at,
            fct_order.order_date,
            cast(
                coalesce(fct_order.net_amount + coalesce(not_refunded_yet.refund, 0), 0) as decimal(
                    18, 2
                )
            ) as net_amount,
            fct_order.cost,
            as_of.as_of_date
        from fct_order
        -- which knows when an order was landed
        inner join int_order_totals on fct_order.order_id = int_order_totals.order_id
        left join not_refunded_yet on fct_order.order_id = not_refunded_yet.order_id
        cross join as_of
        where
            not fct_order.is_cancelled
            and fct_order.order_date is not null
            and {{ has_happened("fct_order.order_date") }}
    )

select *
from final
