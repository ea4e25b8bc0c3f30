-- What: the net amount of the movements of a month is that of its orders, as it was at its end.
-- Why: a customer without a movement would take its revenue with it.
-- A row: a month and the two amounts.
with
    customer_segment_movement as (select * from {{ ref("customer_segment_movement") }}),
    int_customer_order_days as (select * from {{ ref("int_customer_order_days") }}),
    int_later_refunds as (select * from {{ ref("int_later_refunds") }}),

    movements as (
        select month, sum(net_amount) as net_amount from customer_segment_movement group by month
    ),

    orders as (
        select cast(date_trunc('month', order_date) as date) as month, sum(net_amount) as net_amount
        from
            (
                select order_date, net_amount
                from int_customer_order_days
                union all by name
                select order_date, amount as net_amount
                from int_later_refunds
                where refunded_date > last_day(order_date)
            )
        group by all
    )

select movements.month, movements.net_amount as found, orders.net_amount as expected
from movements
left join orders on movements.month = orders.month
where movements.net_amount <> coalesce(orders.net_amount, 0)
