with
    int_orders_as_of as (select * from {{ ref("int_orders_as_of") }}),
    int_order_lines as (select * from {{ ref("int_order_lines") }}),
    int_leads_as_of as (select * from {{ ref("int_leads_as_of") }}),
    int_opportunities_as_of as (select * from {{ ref("int_opportunities_as_of") }}),

    -- a customer's first order day, in the source system of that day's first order
    first_orders as (
        select customer_id, source_system, order_date as day
        from int_orders_as_of
        where customer_id <> 'unknown'
        qualify
            row_number() over (
                partition by customer_id order by order_date, source_system, order_id
            )
            = 1
    ),

    measures as (
        select order_date as day, source_system, 'orders' as metric, count(*) as value
        from int_orders_as_of
        group by all
        union all
        select
            order_date as day,
            source_system,
            'ordering_customers' as metric,
            count(distinct customer_id) as value
        from int_orders_as_of
        where customer_id <> 'unknown'
        group by all
        union all
        select day, source_system, 'new_customers' as metric, count(*) as value
        from first_orders
        group by all
        union all
        select order_date as day, source_system, 'net_revenue' as metric, sum(net_amount) as value
        from int_orders_as_of
        group by all
        union all
        select
            int_orders_as_of.order_date as day,
            int_orders_as_of.source_system,
            'units_sold' as metric,
            sum(int_order_lines.quantity) as value
        from int_order_lines
        inner join int_orders_as_of on int_order_lines.order_id = int_orders_as_of.order_id
        group by all
        union all
        select created_date as day, source_system, 'leads_created' as metric, count(*) as value
        from int_leads_as_of
        group by all
        union all
        select
            created_date as day, source_system, 'opportunities_created' as metric, count(*) as value
        from int_opportunities_as_of
        group by all
        {% for category in ["won", "lost"] %}
            union all
            select
                closed_date as day,
                source_system,
                'opportunities_{{ category }}' as metric,
                count(*) as value
            from int_opportunities_as_of
            where category = '{{ category }}'
            group by all
        {% endfor %}
        union all
        select closed_date as day, source_system, 'won_amount' as metric, sum(amount) as value
        from int_opportunities_as_of
        where category = 'won'
        group by all
    ),

    final as (
        select day, source_system, metric, cast(coalesce(value, 0) as decimal(18, 2)) as value
        from measures
        where day is not null
    )

select *
from final
