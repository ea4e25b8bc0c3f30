with
    first_orders as (
        select customer_id, date_trunc('month', min(order_date)) as cohort_month
        from {{ ref("orders") }}
        group by customer_id
    ),

    sizes as (select cohort_month, count(*) as cohort_size from first_orders group by cohort_month),

    active as (
        select
            first_orders.cohort_month,
            date_diff('month', first_orders.cohort_month, orders.order_date) as months_since,
            count(distinct orders.customer_id) as customers_on,
            sum(orders.net_amount) as revenue
        from {{ ref("orders") }} as orders
        inner join first_orders on orders.customer_id = first_orders.customer_id
        group by all
    )

select active.*, sizes.cohort_size, active.customers_on / sizes.cohort_size as retention_rate
from active
inner join sizes on active.cohort_month = sizes.cohort_month
