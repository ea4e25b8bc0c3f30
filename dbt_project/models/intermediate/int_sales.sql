with
    int_purchase_days as (select * from {{ ref("int_purchase_days") }}),
    int_orders_as_of as (select * from {{ ref("int_orders_as_of") }}),
    int_opportunities_as_of as (select * from {{ ref("int_opportunities_as_of") }}),

    -- of nobody knows whom: won opportunities, like a customer's, where there are no orders
    nameless as (
        select customer_id, order_date as purchase_date, net_amount
        from int_orders_as_of
        where customer_id = 'unknown'
        union all
        select customer_id, closed_date, coalesce(amount, 0)
        from int_opportunities_as_of as deals
        anti join int_orders_as_of as orders on deals.customer_id = orders.customer_id
        where category = 'won' and closed_date is not null and customer_id = 'unknown'
    ),

    final as (
        select customer_id, purchase_date, purchase_number, net_amount
        from int_purchase_days
        union all by name
        select customer_id, purchase_date, cast(sum(net_amount) as decimal(18, 2)) as net_amount
        from nameless
        group by customer_id, purchase_date
    )

select *
from final
