with
    int_customer_order_days as (select * from {{ ref("int_customer_order_days") }}),
    int_later_refunds as (select * from {{ ref("int_later_refunds") }}),
    rfm_segments as (select * from {{ ref("rfm_segments") }}),
    as_of as (select * from {{ ref("as_of") }}),

    -- the ends of the last whole months
    month_ends as (
        select
            cast(
                date_trunc('month', as_of_date + interval 1 day)
                - to_months(cast(unnest(range(0, {{ var("rfm_months") }})) as integer))
                - interval 1 day as date
            ) as as_of_date
        from as_of
    ),

    -- what was paid back later had been brought until then
    days as (
        select customer_id, order_date as day, order_date, orders, net_amount
        from int_customer_order_days
        union all by name
        select customer_id, order_date as day, amount as net_amount
        from int_later_refunds
        union all by name
        select customer_id, refunded_date as day, - amount as net_amount
        from int_later_refunds
    ),

    customer_months as (
        select
            customer_id,
            cast(date_trunc('month', day) as date) as month,
            max(order_date) as last_order_date,
            {{ "count(order_date)" if var("rfm_order_grain") == "day" else "sum(orders)" }}
            as frequency,
            sum(net_amount) as monetary
        from days
        group by all
    ),

    -- what had come together by the end of a month, which holds until the next one with a change
    running as (
        select
            customer_id,
            month,
            lead(month) over customer as next_month,
            max(last_order_date) over customer as last_order_date,
            sum(frequency) over customer as frequency,
            sum(monetary) over customer as monetary
        from customer_months
        window customer as (partition by customer_id order by month)
    ),

    customers as (
        select
            running.customer_id,
            month_ends.as_of_date,
            running.last_order_date,
            cast(month_ends.as_of_date - running.last_order_date as integer) as recency_days,
            cast(running.frequency as integer) as frequency,
            cast(running.monetary as decimal(18, 2)) as monetary
        from running
        inner join
            month_ends
            on month_ends.as_of_date >= running.month
            and (running.next_month is null or month_ends.as_of_date < running.next_month)
    ),

    {{ rfm_scored("customers") }},

    {{ rfm_segmented() }}

select *
from final
