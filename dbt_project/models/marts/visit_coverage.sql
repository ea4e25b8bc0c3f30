{% set tiers = ["high", "potential", "ordinary", "low"] %}

with
    int_interactions_as_of as (select * from {{ ref("int_interactions_as_of") }}),
    customer_value_tier as (select * from {{ ref("customer_value_tier") }}),
    dim_customer as (select * from {{ ref("dim_customer") }}),
    dim_employee as (select * from {{ ref("dim_employee") }}),

    visits as (select * from int_interactions_as_of where channel = 'visit'),

    customers as (
        select
            customer_value_tier.customer_id,
            customer_value_tier.value_group,
            dim_customer.owner_employee_id as employee_id
        from customer_value_tier
        inner join dim_customer on customer_value_tier.customer_id = dim_customer.customer_id
    ),

    -- a plan, a visit, and what a visit by whomever means for the customer's owner
    events as (
        select employee_id, planned_date as day, is_completed as is_kept
        from visits
        where is_planned
        union all by name
        select
            employee_id,
            occurred_date as day,
            is_planned,
            nullif(customer_id, 'unknown') as visited_customer_id
        from visits
        where is_completed
        union all by name
        select
            customers.employee_id,
            visits.occurred_date as day,
            customers.value_group,
            customers.customer_id as covered_customer_id
        from visits
        inner join customers on visits.customer_id = customers.customer_id
        where visits.is_completed
    ),

    monthly as (
        select
            employee_id,
            cast(date_trunc('month', day) as date) as month,
            count(is_kept) as planned_visits,
            count(*) filter (where is_kept) as kept_visits,
            count(is_planned) as completed_visits,
            count(*) filter (where not is_planned) as unplanned_visits,
            count(distinct visited_customer_id) as customers_visited,
            {% for tier in tiers %}
                count(distinct covered_customer_id) filter (
                    where value_group = '{{ tier }}'
                ) as {{ tier }}_visited,
            {% endfor %}
        from events
        where day is not null
        group by all
    ),

    owned as (
        select
            employee_id,
            {% for tier in tiers %}
                count(*) filter (where value_group = '{{ tier }}') as {{ tier }}_customers,
            {% endfor %}
        from customers
        group by employee_id
    ),

    months as (
        select
            cast(
                unnest(
                    generate_series(
                        (select min(month) from monthly),
                        date_trunc('month', min(as_of_date)),
                        interval 1 month
                    )
                ) as date
            ) as month
        from visits
    ),

    final as (
        select
            months.month,
            dim_employee.employee_id,
            dim_employee.team,
            {% for name in ["planned", "kept", "completed", "unplanned"] %}
                coalesce(monthly.{{ name }}_visits, 0) as {{ name }}_visits,
            {% endfor %}
            cast(monthly.kept_visits as double) / nullif(monthly.planned_visits, 0) as kept_rate,
            coalesce(monthly.customers_visited, 0) as customers_visited,
            {% for tier in tiers %}
                coalesce(owned.{{ tier }}_customers, 0) as {{ tier }}_customers,
                coalesce(monthly.{{ tier }}_visited, 0) as {{ tier }}_visited,
            {% endfor %}
        from months
        cross join dim_employee
        left join
            monthly
            on dim_employee.employee_id = monthly.employee_id
            and months.month = monthly.month
        left join owned on dim_employee.employee_id = owned.employee_id
        where
            owned.employee_id is not null
            or dim_employee.employee_id in (select employee_id from visits)
    )

select *
from final
