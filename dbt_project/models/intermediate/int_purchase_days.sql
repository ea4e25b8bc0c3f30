with
    int_customer_order_days as (select * from {{ ref("int_customer_order_days") }}),
    int_opportunities_as_of as (select * from {{ ref("int_opportunities_as_of") }}),

    orders as (
        select customer_id, order_date as purchase_date, net_amount, as_of_date
        from int_customer_order_days
    ),

    -- where no order of a customer is exported, its won opportunities are its purchases
    deals as (
        select
            customer_id,
            closed_date as purchase_date,
            sum(coalesce(amount, 0)) as net_amount,
            min(as_of_date) as as_of_date
        from int_opportunities_as_of
        anti join orders on int_opportunities_as_of.customer_id = orders.customer_id
        where category = 'won' and closed_date is not null and customer_id <> 'unknown'
        group by customer_id, closed_date
    ),

    purchases as (
        select *
        from orders
        union all by name
        select *
        from deals
    ),

    final as (
        select
            customer_id,
            purchase_date,
            row_number() over customer as purchase_number,
            cast(purchase_date - lag(purchase_date) over customer as integer) as gap_days,
            cast(net_amount as decimal(18, 2)) as net_amount,
            as_of_date
        from purchases
        window customer as (partition by customer_id order by purchase_date)
    )

select *
from final
