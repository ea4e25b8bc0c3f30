with
    first_orders as (
        select customer_id, min(order_date) as first_date from {{ ref("orders") }} group by 1
    ),

    measures as (
        select order_date as day, 'orders' as metric, count(*) as value
        from {{ ref("orders") }}
        group by 1
        union all
        select order_date, 'ordering_customers', count(distinct customer_id)
        from {{ ref("orders") }}
        group by 1
        union all
        select first_date, 'new_customers', count(*)
        from first_orders
        group by 1
        union all
        select order_date, 'net_revenue', sum(net_amount)
        from {{ ref("orders") }}
        group by 1
        union all
        select order_date, 'units_sold', sum(units)
        from {{ ref("orders") }}
        group by 1
        union all
        select created_date, 'leads_created', count(*)
        from {{ ref("stg_leads") }}
        group by 1
        union all
        select created_date, 'opportunities_created', count(*)
        from {{ ref("stg_opportunities") }}
        group by 1
        union all
        select closed_date, 'opportunities_' || category, count(*)
        from {{ ref("stg_opportunities") }}
        where category <> 'open'
        group by 1, 2
        union all
        select closed_date, 'won_amount', sum(amount)
        from {{ ref("stg_opportunities") }}
        where category = 'won'
        group by 1
    )

select *
from measures
