{#
  `cohort_retention`, whole or by an attribute of dim_customer.

  Args:
    cut: a column of dim_customer that splits the cohorts, or none.
#}
{% macro cohort_retention(cut=none) %}
    {%- set cut_column = cut ~ "," if cut else "" %}
    with
        int_customer_order_days as (select * from {{ ref("int_customer_order_days") }}),
        {% if cut %} dim_customer as (select * from {{ ref("dim_customer") }}),{% endif %}

        customer_months as (
            select
                {{ "coalesce(dim_customer." ~ cut ~ ", 'unknown') as " ~ cut_column if cut }}
                days.customer_id,
                days.cohort_month,
                cast(
                    date_diff('month', days.cohort_month, days.order_date) as integer
                ) as months_since,
                sum(days.net_amount) as revenue,
                min(
                    cast(date_diff('month', days.cohort_month, days.as_of_date) as integer)
                ) as last_month
            from int_customer_order_days as days
            {% if cut %}
                inner join dim_customer on days.customer_id = dim_customer.customer_id
            {% endif %}
            group by all
        ),

        customers as (
            select
                {{ cut_column }}
                cohort_month,
                customer_id,
                max(months_since) as last_active_month,
                min(last_month) as last_month
            from customer_months
            group by all
        ),

        cohorts as (
            select
                {{ cut_column }}
                cohort_month,
                count(*) as cohort_size,
                min(last_month) as last_month
            from customers
            group by all
        ),

        cohort_months as (
            select
                {{ cut_column }}
                cohort_month,
                cohort_size,
                cast(unnest(range(0, last_month + 1)) as integer) as months_since
            from cohorts
        ),

        active as (
            select
                {{ cut_column }}
                cohort_month,
                months_since,
                count(*) as customers_on,
                sum(revenue) as revenue
            from customer_months
            group by all
        ),

        last_seen as (
            select
                {{ cut_column }}
                cohort_month,
                last_active_month as months_since,
                count(*) as customers_last_seen
            from customers
            group by all
        ),

        counted as (
            select
                {{ cut_column }}
                cohort_month,
                months_since,
                cohort_size,
                coalesce(active.customers_on, 0) as customers_on,
                coalesce(active.revenue, 0) as revenue,
                sum(coalesce(last_seen.customers_last_seen, 0)) over (
                    partition by {{ cut_column }} cohort_month
                    order by months_since desc
                    rows between unbounded preceding and current row
                ) as customers_on_or_after,
                sum(coalesce(active.revenue, 0)) over (
                    partition by {{ cut_column }} cohort_month
                    order by months_since
                    rows between unbounded preceding and current row
                ) as cumulative_revenue
            from cohort_months
            left join active using ({{ cut_column }} cohort_month, months_since)
            left join last_seen using ({{ cut_column }} cohort_month, months_since)
        ),

        final as (
            select
                {{ cut_column }}
                cohort_month,
                months_since,
                cast(cohort_size as bigint) as cohort_size,
                cast(customers_on as bigint) as customers_on,
                cast(customers_on_or_after as bigint) as customers_on_or_after,
                cast(customers_on as double) / nullif(cohort_size, 0) as retention_rate,
                cast(revenue as decimal(18, 2)) as revenue,
                cast(cumulative_revenue as double)
                / nullif(cohort_size, 0) as cumulative_revenue_per_customer
            from counted
        )

    select *
    from final
{% endmacro %}

{#
  `repeat_purchase`, whole or by an attribute of dim_customer.

  A customer counts at a horizon once that many days have passed since the first order day; a
  repeater ordered on another day within them.
#}
{% macro repeat_purchase(cut=none) %}
    {%- set cut_column = cut ~ "," if cut else "" %}
    with
        int_customer_order_days as (select * from {{ ref("int_customer_order_days") }}),
        {% if cut %} dim_customer as (select * from {{ ref("dim_customer") }}),{% endif %}

        customers as (
            select
                {{ "dim_customer." ~ cut_column if cut }}
                days.customer_id,
                days.cohort_month,
                cast(min(days.as_of_date) - min(days.first_order_date) as integer) as days_known,
                cast(
                    min(days.order_date) filter (where days.order_day_number = 2)
                    - min(days.first_order_date) as integer
                ) as days_to_second
            from int_customer_order_days as days
            {% if cut %}
                inner join dim_customer on days.customer_id = dim_customer.customer_id
            {% endif %}
            group by all
        ),

        horizons as (
            {% for horizon in var("repeat_purchase_horizons") %}
                select {{ horizon }} as horizon_days
                union all
            {% endfor %}
            select cast(null as integer) as horizon_days
        ),

        -- each customer in its cohort and in all cohorts together (NULL)
        scoped as (
            select {{ cut_column }} cohort_month, days_known, days_to_second
            from customers
            union all
            select {{ cut_column }} cast(null as date) as cohort_month, days_known, days_to_second
            from customers
        ),

        counted as (
            select
                {{ cut_column }}
                cohort_month,
                horizon_days,
                count(*) filter (
                    where horizon_days is null or days_known >= horizon_days
                ) as customers,
                count(*) filter (
                    where
                        days_to_second is not null
                        and (
                            horizon_days is null
                            or (days_known >= horizon_days and days_to_second <= horizon_days)
                        )
                ) as repeaters
            from scoped
            cross join horizons
            group by all
        ),

        final as (
            select
                {{ cut_column }}
                cohort_month,
                horizon_days,
                customers,
                repeaters,
                cast(repeaters as double) / nullif(customers, 0) as repeat_rate
            from counted
        )

    select *
    from final
{% endmacro %}
