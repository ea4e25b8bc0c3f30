with
    int_orders_as_of as (select * from {{ ref("int_orders_as_of") }}),
    int_opportunities_as_of as (select * from {{ ref("int_opportunities_as_of") }}),

    orders as (
        select customer_id, min(ordered_at) as first_order_at, min(order_date) as first_order_date
        from int_orders_as_of
        group by customer_id
    ),

    opportunities as (
        select
            customer_id,
            min(created_date) as first_opportunity_date,
            bool_or(category = 'won') as has_won
        from int_opportunities_as_of
        group by customer_id
    ),

    final as (
        select
            customer_id,
            orders.first_order_at,
            orders.first_order_date,
            orders.first_order_at as first_activity_at,
            least(
                orders.first_order_date, opportunities.first_opportunity_date
            ) as first_activity_date,
            orders.customer_id is not null or coalesce(opportunities.has_won, false) as is_customer
        from orders
        full outer join opportunities using (customer_id)
    )

select *
from final
