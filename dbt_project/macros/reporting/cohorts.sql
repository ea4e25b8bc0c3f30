{#
  `cohort_retention`, whole or by what its customers are.

  Args:
    cuts: names of columns that split the cohorts, and of the columns of int_customer_cuts they are.
#}
{% macro cohort_retention(cuts={}) %}
    {%- set cut_list = cuts | join(", ") ~ "," if cuts else "" %}
    with
        int_customer_order_days as (select * from {{ ref("int_customer_order_days") }}),
        {% if cuts %}
            int_customer_cuts as (select * from {{ ref("int_customer_cuts") }}),
        {% endif %}

        days as (
            select
                {% for name, column in cuts.items() %} cuts.{{ column }} as {{ name }}, {% endfor %}
                days.*
            from int_customer_order_days as days
            {% if cuts %}
                inner join int_customer_cuts as cuts on days.customer_id = cuts.customer_id
            {% endif %}
        ),

        -- a customer is on in a month by its first order day there, and was last seen on its last
        active as (
            select
                {{ cut_list }}
                cohort_month,
                cast(date_diff('month', cohort_month, order_date) as integer) as months_since,
                count(*) filter (where previous_order_date is null) as customers_begun,
                count(*) filter (
                    where
                        previous_order_date is null
                        or previous_order_date < date_trunc('month', order_date)
                ) as customers_on,
                count(*) filter (where next_order_date is null) as customers_last_seen,
                sum(net_amount) as revenue,
                min(cast(date_diff('month', cohort_month, as_of_date) as integer)) as last_month
            from days
            group by all
        ),

        cohorts as (
            select
                {{ cut_list }}
                cohort_month,
                sum(customers_begun) as cohort_size,
                min(last_month) as last_month
            from active
            group by all
        ),

        cohort_months as (
            select
                {{ cut_list }}
                cohort_month,
                cohort_size,
                cast(unnest(range(0, last_month + 1)) as integer) as months_since
            from cohorts
        ),

        counted as (
            select
                {{ cut_list }}
                cohort_month,
                months_since,
                cohort_size,
                coalesce(active.customers_on, 0) as customers_on,
                coalesce(active.revenue, 0) as revenue,
                sum(coalesce(active.customers_last_seen, 0)) over (
                    partition by {{ cut_list }} cohort_month
                    order by months_since desc
                    rows between unbounded preceding and current row
                ) as customers_on_or_after,
                sum(coalesce(active.revenue, 0)) over (
                    partition by {{ cut_list }} cohort_month
                    order by months_since
                    rows between unbounded preceding and current row
                ) as cumulative_revenue
            from cohort_months
            left join active using ({{ cut_list }} cohort_month, months_since)
        ),

        final as (
            select
                {{ cut_list }}
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
  `repeat_purchase`, whole or by what its customers are.

  A customer counts at a horizon once that many days have passed since the first order day; a
  repeater ordered on another day within them.

  Args:
    cuts: names of columns that split the customers, and of the columns of int_customer_cuts they are.
    is_sparse: leave out horizons that none of the customers has reached.
#}
{% macro repeat_purchase(cuts={}, is_sparse=false) %}
    {%- set cut_list = cuts | join(", ") ~ "," if cuts else "" %}
    with
        int_customer_order_days as (select * from {{ ref("int_customer_order_days") }}),
        {% if cuts %}
            int_customer_cuts as (select * from {{ ref("int_customer_cuts") }}),
        {% endif %}

        customers as (
            select
                {% for name, column in cuts.items() %} cuts.{{ column }} as {{ name }}, {% endfor %}
                days.customer_id,
                days.cohort_month,
                cast(min(days.as_of_date) - min(days.first_order_date) as integer) as days_known,
                cast(
                    min(days.order_date) filter (where days.order_day_number = 2)
                    - min(days.first_order_date) as integer
                ) as days_to_second
            from int_customer_order_days as days
            {% if cuts %}
                inner join int_customer_cuts as cuts on days.customer_id = cuts.customer_id
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
            select {{ cut_list }} cohort_month, days_known, days_to_second
            from customers
            union all
            select {{ cut_list }} cast(null as date) as cohort_month, days_known, days_to_second
            from customers
        ),

        counted as (
            select
                {{ cut_list }}
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
                {{ cut_list }}
                cohort_month,
                horizon_days,
                customers,
                repeaters,
                cast(repeaters as double) / nullif(customers, 0) as repeat_rate
            from counted {{ "where customers > 0" if is_sparse }}
        )

    select *
    from final
{% endmacro %}
