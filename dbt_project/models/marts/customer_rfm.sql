with
    int_customer_order_days as (select * from {{ ref("int_customer_order_days") }}),
    rfm_segments as (select * from {{ ref("rfm_segments") }}),

    customers as (
        select
            customer_id,
            min(as_of_date) as as_of_date,
            max(order_date) as last_order_date,
            cast(min(as_of_date) - max(order_date) as integer) as recency_days,
            cast(
                {{ "count(*)" if var("rfm_order_grain") == "day" else "sum(orders)" }} as integer
            ) as frequency,
            cast(sum(net_amount) as decimal(18, 2)) as monetary
        from int_customer_order_days
        group by customer_id
    ),

    {{ rfm_scored("customers") }},

    {{ rfm_segmented() }}

select *
from final
