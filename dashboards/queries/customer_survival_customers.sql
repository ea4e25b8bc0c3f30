-- Who left for the first time so many $days after the first purchase, of everybody or, where $channel
-- is not null, of that channel; those who brought most first. Where a customer has no orders, its won
-- opportunities are its purchases.
with
    threshold as (select churned_after_days from marts.customer_lifecycle limit 1),

    -- how long ago the first purchase is leaves only those who had the time to leave
    customers as (
        select
            customer.customer_id,
            customer.source_system,
            customer.channel,
            customer.stage,
            customer.first_purchase_date,
            customer.first_purchase_date + $days::integer as left_date,
            customer.first_purchase_date
            + ($days::integer - 1 - threshold.churned_after_days) as last_date,
            customer.orders,
            customer.net_amount,
            threshold.churned_after_days
        from marts.customer_360 as customer
        cross join threshold
        where
            customer.first_purchase_date + $days::integer <= $as_of_date
            and ($channel is null or customer.channel = $channel)
    ),

    -- who bought on the one day that can have been the last before leaving
    possible as (
        from customers
        where
            customer_id in (
                select orders.customer_id
                from core.fct_order as orders
                inner join
                    customers
                    on customers.customer_id = orders.customer_id
                    and customers.last_date = orders.order_date
                where not orders.is_cancelled
            )
            or (
                orders = 0
                and (customer_id, last_date) in (
                    select (customer_id, closed_date)
                    from marts.sales_opportunity
                    where category = 'won' and closed_date is not null
                )
            )
    ),

    purchases as (
        select possible.customer_id, orders.order_date as purchase_date
        from core.fct_order as orders
        inner join possible on possible.customer_id = orders.customer_id
        where
            not orders.is_cancelled
            and orders.order_date < possible.left_date
        union all
        select possible.customer_id, opportunity.closed_date
        from marts.sales_opportunity as opportunity
        inner join possible on possible.customer_id = opportunity.customer_id
        where
            possible.orders = 0
            and opportunity.category = 'won'
            and opportunity.closed_date < possible.left_date
    ),

    gaps as (
        select
            customer_id,
            purchase_date,
            purchase_date - lag(purchase_date) over (partition by customer_id order by purchase_date)
                as gap_days
        from purchases
    ),

    stayed as (
        select
            customer_id,
            count(distinct purchase_date) as purchase_days,
            max(purchase_date) as last_date,
            coalesce(max(gap_days), 0) as longest_gap
        from gaps
        group by customer_id
    ),

    won as (
        select customer_id, sum(amount) as amount
        from marts.sales_opportunity
        where
            category = 'won'
            and closed_date is not null
            and customer_id in (select customer_id from stayed)
        group by customer_id
    )

select
    possible.customer_id,
    possible.first_purchase_date,
    possible.left_date,
    stayed.purchase_days,
    if(possible.orders > 0, possible.net_amount, coalesce(won.amount, 0))::double as revenue,
    possible.stage,
    possible.channel,
    possible.source_system
from possible
inner join
    stayed
    on stayed.customer_id = possible.customer_id
    and stayed.last_date = possible.last_date
    and stayed.longest_gap <= possible.churned_after_days
left join won on won.customer_id = possible.customer_id
order by revenue desc, possible.customer_id
limit $row_limit
