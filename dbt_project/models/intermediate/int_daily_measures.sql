{% set cut = cut_columns() | join(", ") %}
{% set won = "opportunities where category = 'won'" %}
{% set lost = "opportunities where category = 'lost'" %}
{% set metrics = {
    "orders": ("order_date", "sum(orders)", "order_days"),
    "orders_without_amount": (
        "order_date",
        "sum(unpriced)",
        "order_days where unpriced > 0",
    ),
    "net_revenue": ("order_date", "sum(net_amount)", "order_days"),
    "units_sold": ("order_date", "sum(quantity)", "order_lines"),
    "ordering_customers": ("order_date", "count(*)", "ordering"),
    "new_customers": ("order_date", "count(*)", "beginning"),
    "leads_created": ("created_date", "count(*)", "leads"),
    "opportunities_created": ("created_date", "count(*)", "opportunities"),
    "opportunities_won": ("closed_date", "count(*)", won),
    "opportunities_lost": ("closed_date", "count(*)", lost),
    "won_amount": ("closed_date", "sum(amount)", won),
} %}

with
    int_orders_as_of as (select * from {{ ref("int_orders_as_of") }}),
    int_order_lines_as_of as (select * from {{ ref("int_order_lines_as_of") }}),
    int_leads_as_of as (select * from {{ ref("int_leads_as_of") }}),
    int_opportunities_as_of as (select * from {{ ref("int_opportunities_as_of") }}),
    int_customer_cuts as (select * from {{ ref("int_customer_cuts") }}),

    -- added up before they are counted by one metric and another
    order_days as (
        select
            orders.order_date,
            orders.source_system,
            cuts.region,
            cuts.channel,
            {{ owner_or_customers("orders.employee_id") }} as owner_employee_id,
            count(*) as orders,
            count(*) filter (where not orders.is_amount_known) as unpriced,
            sum(orders.net_amount) as net_amount
        from int_orders_as_of as orders
        inner join int_customer_cuts as cuts on orders.customer_id = cuts.customer_id
        group by all
    ),

    order_lines as (
        select
            lines.order_date,
            lines.source_system,
            cuts.region,
            cuts.channel,
            {{ owner_or_customers("lines.employee_id") }} as owner_employee_id,
            lines.quantity
        from int_order_lines_as_of as lines
        inner join int_customer_cuts as cuts on lines.customer_id = cuts.customer_id
        where lines.quantity is not null
    ),

    -- who orders in several source systems on a day counts in the first of them
    customer_days as (
        select customer_id, order_date, min(source_system) as source_system
        from int_orders_as_of
        where customer_id <> 'unknown'
        group by customer_id, order_date
    ),

    -- a customer's first order day, in the source system that it counts in
    first_days as (
        select
            customer_id,
            min(order_date) as order_date,
            min_by(source_system, order_date) as source_system
        from customer_days
        group by customer_id
    ),

    -- customers are counted under their own owner, so that nobody counts under two sellers on a day
    {% for customers, days in [("ordering", "customer_days"), ("beginning", "first_days")] %}
        {{ customers }} as (
            select
                days.order_date,
                days.source_system,
                cuts.region,
                cuts.channel,
                cuts.owner_employee_id
            from {{ days }} as days
            inner join int_customer_cuts as cuts on days.customer_id = cuts.customer_id
        ),
    {% endfor %}

    {% for records in ["leads", "opportunities"] %}
        {{ records }} as (
            select
                records.* replace (
                    {{ owner_or_customers("records.owner_employee_id") }} as owner_employee_id
                ),
                cuts.region,
                cuts.channel
            from int_{{ records }}_as_of as records
            inner join int_customer_cuts as cuts on records.customer_id = cuts.customer_id
        ),
    {% endfor %}

    -- quantities have four decimals, which a union with money would round
    measures as (
        {% for metric, (day, value, records) in metrics.items() %}
            select
                {{ day }} as day,
                {{ cut }},
                '{{ metric }}' as metric,
                cast(coalesce({{ value }}, 0) as decimal(18, 4)) as value
            from {{ records }}
            group by all {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    final as (select day, {{ cut }}, metric, value from measures where day is not null)

select *
from final
