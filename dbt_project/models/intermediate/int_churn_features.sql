with
    int_customer_order_days as (select * from {{ ref("int_customer_order_days") }}),
    int_later_refunds as (select * from {{ ref("int_later_refunds") }}),
    fct_ticket as (select * from {{ ref("fct_ticket") }}),
    as_of as (select * from {{ ref("as_of") }}),

    -- the day of as_of, and days before it of which it is known what came
    days as (
        select
            horizons_ago,
            as_of_date - cast(horizons_ago * {{ var("churn_horizon_days") }} as integer) as day
        from as_of
        cross join (select cast(unnest(range(4)) as integer) as horizons_ago)
    ),

    purchases as (
        select
            days.horizons_ago,
            days.day,
            orders.customer_id,
            count(*) filter (where orders.order_date <= days.day) as orders,
            min(orders.order_date) as first_date,
            max(orders.order_date) filter (where orders.order_date <= days.day) as last_date,
            count(*) filter (
                where orders.order_date <= days.day and orders.is_amount_known
            ) as known_orders,
            avg(orders.net_amount) filter (
                where orders.order_date <= days.day and orders.is_amount_known
            ) as amount,
            count(*) filter (
                where
                    orders.order_date <= days.day
                    and orders.order_date > days.day - {{ var("churn_horizon_days") }}
            ) as lately,
            count(*) filter (where orders.order_date > days.day) as orders_after
        from int_customer_order_days as orders
        inner join days on orders.order_date <= days.day + {{ var("churn_horizon_days") }}
        group by days.horizons_ago, days.day, orders.customer_id
        having min(orders.order_date) <= days.day
    ),

    -- what was paid back after a day was not known of on it
    not_refunded_yet as (
        select days.horizons_ago, refunds.customer_id, sum(refunds.amount) as refund
        from int_later_refunds as refunds
        inner join days on refunds.order_date <= days.day and refunds.refunded_date > days.day
        inner join
            int_customer_order_days as orders
            on refunds.customer_id = orders.customer_id
            and refunds.order_date = orders.order_date
        where orders.is_amount_known
        group by days.horizons_ago, refunds.customer_id
    ),

    complaints as (
        select days.horizons_ago, fct_ticket.customer_id, count(*) as complaints
        from fct_ticket
        inner join
            days
            on fct_ticket.opened_date <= days.day
            and fct_ticket.opened_date > days.day - {{ var("churn_horizon_days") }}
        where fct_ticket.kind = 'complaint'
        group by days.horizons_ago, fct_ticket.customer_id
    ),

    measured as (
        select
            purchases.* replace (
                purchases.amount
                + coalesce(not_refunded_yet.refund / purchases.known_orders, 0) as amount
            ),
            purchases.day - purchases.last_date as silence,
            purchases.day - purchases.first_date as age,
            case
                when purchases.orders > 1
                then
                    cast(purchases.last_date - purchases.first_date as double)
                    / (purchases.orders - 1)
                else purchases.day - purchases.first_date
            end as gap,
            coalesce(complaints.complaints, 0) as complaints
        from purchases
        left join
            not_refunded_yet
            on purchases.horizons_ago = not_refunded_yet.horizons_ago
            and purchases.customer_id = not_refunded_yet.customer_id
        left join
            complaints
            on purchases.horizons_ago = complaints.horizons_ago
            and purchases.customer_id = complaints.customer_id
    ),

    -- logarithms, as a tenth more means the same whatever it is a tenth of
    final as (
        select
            horizons_ago,
            customer_id,
            day,
            cast(ln(1 + silence) as double) as silence,
            cast(ln(1 + silence) - ln(1 + gap) as double) as overdue,
            cast(ln(orders) as double) as orders,
            cast(ln(1 + age) as double) as age,
            cast(ln(1 + {{ at_least_zero("amount") }}) as double) as amount,
            cast(ln(1 + lately) as double) as lately,
            cast(ln(1 + complaints) as double) as complaints,
            orders_after = 0 as has_churned
        from measured
    )

select *
from final
