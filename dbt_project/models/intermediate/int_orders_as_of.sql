with
    int_orders as (select * from {{ ref("int_orders") }}),
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
                {{ in_reporting_currency("refunds_to_come.amount", "int_orders.reporting_rate") }}
            ) as refund
        from refunds_to_come
        inner join int_orders on refunds_to_come.order_id = int_orders.order_id
        group by refunds_to_come.order_id
    ),

    -- the orders that marts count
    final as (
        select
            int_orders.order_id,
            int_orders.source_system,
            int_orders.customer_id,
            int_orders.ordered_at,
            int_orders.ordered_date as order_date,
            cast(
                coalesce(
                    int_orders.net_amount + coalesce(not_refunded_yet.refund, 0), 0
                ) as decimal(18, 2)
            ) as net_amount,
            as_of.as_of_date
        from int_orders
        left join not_refunded_yet on int_orders.order_id = not_refunded_yet.order_id
        cross join as_of
        where
            not int_orders.is_cancelled
            and int_orders.ordered_date is not null
            and {{ has_happened("int_orders.ordered_date") }}
    )

select *
from final
