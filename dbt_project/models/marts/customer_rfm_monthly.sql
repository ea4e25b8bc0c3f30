with
    int_customer_order_days as (select * from {{ ref("int_customer_order_days") }}),
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

    customer_months as (
        select
            customer_id,
            cast(date_trunc('month', order_date) as date) as month,
            max(order_date) as last_order_date,
            {{ "count(*)" if var("rfm_order_grain") == "day" else "sum(orders)" }} as frequency,
            sum(net_amount) as monetary
        from int_customer_order_days
        group by all
    ),

    -- what had come together by the end of a month, which holds until the next one with an order
    running as (
        select
            customer_id,
            month,
            lead(month) over customer as next_month,
            last_order_date,
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
