with
    int_orders_as_of as (select * from {{ ref("int_orders_as_of") }}),

    days as (
        select
            customer_id,
            order_date,
            count(*) as orders,
            cast(sum(net_amount) as decimal(18, 2)) as net_amount,
            bool_and(is_amount_known) as is_amount_known,
            min(as_of_date) as as_of_date
        from int_orders_as_of
        where customer_id <> 'unknown'
        group by customer_id, order_date
    ),

    final as (
        select
            *,
            first_value(order_date) over customer as first_order_date,
            cast(
                date_trunc('month', first_value(order_date) over customer) as date
            ) as cohort_month,
            row_number() over customer as order_day_number,
            lag(order_date) over customer as previous_order_date,
            lead(order_date) over customer as next_order_date
        from days
        window customer as (partition by customer_id order by order_date)
    )

select *
from final
