-- Who was new, was won back or churned in $month, one row for each time, those who brought most
-- first. Where a customer has no orders, its won opportunities are its purchases. It follows no
-- filter, as the months do not.
with
    threshold as (select churned_after_days from marts.customer_lifecycle limit 1),

    customers as (
        select
            customer_id,
            source_system,
            channel,
            first_purchase_date,
            orders,
            net_amount
        from marts.customer_360
        where first_purchase_date <= last_day($month::date)
    ),

    -- whatever can tell of the month: purchases in it, and those that its gaps are measured from
    purchases as (
        select distinct customer_id, order_date as purchase_date
        from core.fct_order
        where
            not is_cancelled
            and order_date <= least(last_day($month::date), $as_of_date)
            and order_date >= $month::date - 1 - (select churned_after_days from threshold)
        union all
        select distinct customer_id, closed_date as purchase_date
        from marts.sales_opportunity
        where
            category = 'won'
            and closed_date <= last_day($month::date)
            and closed_date >= $month::date - 1 - (select churned_after_days from threshold)
            and customer_id in (select customer_id from customers where orders = 0)
    ),

    neighbours as (
        select
            customer_id,
            purchase_date,
            lag(purchase_date) over of_customer as previous_date,
            lead(purchase_date) over of_customer as next_date
        from purchases
        window of_customer as (partition by customer_id order by purchase_date)
    ),

    moved as (
        select
            neighbours.customer_id,
            if(neighbours.purchase_date = customers.first_purchase_date, 'new_customers', 'won_back')
                as flow,
            neighbours.purchase_date as day
        from neighbours
        cross join threshold
        inner join customers on customers.customer_id = neighbours.customer_id
        where
            neighbours.purchase_date >= $month::date
            and coalesce(
                neighbours.purchase_date - neighbours.previous_date > churned_after_days, true
            )
        union all
        select customer_id, 'churned' as flow, purchase_date + churned_after_days + 1 as day
        from neighbours
        cross join threshold
        where
            purchase_date + churned_after_days + 1
            between $month::date and least(last_day($month::date), $as_of_date)
            and coalesce(next_date - purchase_date > churned_after_days, true)
    ),

    won as (
        select customer_id, sum(amount) as amount
        from marts.sales_opportunity
        where
            category = 'won'
            and closed_date is not null
            and customer_id in (select customer_id from moved)
        group by customer_id
    )

select
    moved.customer_id,
    moved.flow,
    moved.day,
    customers.first_purchase_date,
    if(customers.orders > 0, customers.net_amount, coalesce(won.amount, 0))::double as revenue,
    customers.channel,
    customers.source_system
from moved
inner join customers on customers.customer_id = moved.customer_id
left join won on won.customer_id = moved.customer_id
order by revenue desc, moved.customer_id, moved.day
limit $row_limit
