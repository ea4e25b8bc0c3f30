with
    fct_order as (select * from {{ ref("fct_order") }}),
    int_order_totals as (select * from {{ ref("int_order_totals") }}),
    int_order_refunds as (select * from {{ ref("int_order_refunds") }}),
    fct_order_refund as (select * from {{ ref("fct_order_refund") }}),
    as_of as (select * from {{ ref("as_of") }}),

    -- refunds that nobody could know of yet; one without a day of its own is as old as its order
    not_refunded_yet as (
        select fct_order_refund.order_id, sum(fct_order_refund.amount) as refund
        from fct_order_refund
        -- which knows when a refund was landed
        inner join
            int_order_refunds
            on fct_order_refund.order_refund_id = int_order_refunds.order_refund_id
        cross join as_of
        where
            int_order_refunds.is_dated and not {{ has_happened("int_order_refunds.refunded_date") }}
        group by fct_order_refund.order_id
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
            fct_order.net_amount is not null as is_amount_known,
            -- of an amount that is not known, nobody knows what is left after cost
            case when fct_order.net_amount is not null then fct_order.cost end as cost,
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
