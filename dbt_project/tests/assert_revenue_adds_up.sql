-- What: daily revenue, cohort revenue and RFM monetary value come to the net amount of the orders.
-- Why: each is computed its own way; a repeated or lost order shows as a difference. Orders of
-- unknown customers are in the daily revenue only.
-- A row: the totals, where one differs.
with
    -- what was paid back later counts in full
    refunds_to_come as (
        select fct_order_refund.order_id, sum(fct_order_refund.amount) as refund
        from {{ ref("fct_order_refund") }} as fct_order_refund
        inner join
            {{ ref("int_events") }} as int_events
            on fct_order_refund.order_refund_id = int_events.record_id
            and int_events.event = 'refunded'
        cross join {{ ref("as_of") }} as as_of
        where
            fct_order_refund.is_dated
            and (not int_events.is_believed or int_events.event_date > as_of.as_of_date)
        group by fct_order_refund.order_id
    ),

    orders as (
        select
            fct_order.customer_id,
            fct_order.net_amount + coalesce(refunds_to_come.refund, 0) as net_amount
        from {{ ref("fct_order") }} as fct_order
        left join refunds_to_come on fct_order.order_id = refunds_to_come.order_id
        inner join
            {{ ref("int_events") }} as int_events
            on fct_order.order_id = int_events.record_id
            and int_events.event = 'ordered'
        cross join {{ ref("as_of") }} as as_of
        where
            not fct_order.is_cancelled
            and int_events.is_believed
            and fct_order.order_date <= as_of.as_of_date
    ),

    totals as (
        select
            (select coalesce(sum(net_amount), 0) from orders) as all_orders,
            (
                select coalesce(sum(net_amount), 0) from orders where customer_id <> 'unknown'
            ) as customer_orders,
            (
                select coalesce(sum(value), 0)
                from {{ ref("kpi_daily") }}
                where metric = 'net_revenue'
            ) as kpi_daily,
            (select coalesce(sum(revenue), 0) from {{ ref("cohort_retention") }}) as cohorts,
            (select coalesce(sum(monetary), 0) from {{ ref("customer_rfm") }}) as monetary
    )

select *
from totals
where
    all_orders is distinct from kpi_daily
    or customer_orders is distinct from cohorts
    or customer_orders is distinct from monetary
