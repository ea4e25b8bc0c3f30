with
    int_orders_as_of as (select * from {{ ref("int_orders_as_of") }}),

    days as (
        select
            customer_id,
            order_date,
            count(*) as orders,
            sum(net_amount) as net_amount,
            min(as_of_date) as as_of_date
        from int_orders_as_of
        where customer_id <> 'unknown'
        group by customer_id, order_date
    ),

    final as (
        select
            *,
            min(order_date) over (partition by customer_id) as first_order_date,
            cast(
                date_trunc('month', min(order_date) over (partition by customer_id)) as date
            ) as cohort_month,
            row_number() over (partition by customer_id order by order_date) as order_day_number
        from days
    )

select *
from final
