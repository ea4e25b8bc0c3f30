-- All cohorts of the period together, by months since the first order: of those that have reached
-- the end of a month, how many customers ordered in it, what share of the revenue of their first
-- month came, and what a customer has brought so far (the revenue per customer of each month, added
-- up). The first month is that of all of them.
with
    cohorts as (
        select
            cohort_month,
            months_since,
            sum(cohort_size) as cohort_size,
            sum(customers_on) as customers_on,
            sum(revenue) as revenue,
            sum(revenue) filter (where months_since = 0) as first_revenue
        from marts.cohort_retention_by_cut
        where
            list_contains($sources, source_system)
            and ($regions is null or list_contains($regions, region))
            and ($channels is null or list_contains($channels, channel))
            and ($owners is null or list_contains($owners, owner_employee_id))
            and cohort_month between $first_month and $end
            and (
                months_since = 0
                or last_day(cohort_month + to_months(months_since)) <= $as_of_date
            )
        group by cohort_month, months_since
    ),

    -- beside each month what the same cohort brought in its first
    based as (
        select
            months_since,
            cohort_size,
            customers_on,
            revenue,
            max(first_revenue) over (partition by cohort_month) as first_revenue
        from cohorts
    ),

    curve as (
        select
            months_since,
            sum(cohort_size)::bigint as cohort_size,
            sum(customers_on)::bigint as customers_on,
            sum(revenue)::double as revenue,
            sum(first_revenue)::double as first_revenue
        from based
        group by months_since
    )

select
    months_since,
    cohort_size,
    customers_on,
    customers_on::double / nullif(cohort_size, 0) as retention_rate,
    revenue,
    revenue / nullif(first_revenue, 0) as revenue_retention_rate,
    revenue / nullif(cohort_size, 0) as revenue_per_customer,
    sum(revenue / nullif(cohort_size, 0)) over (order by months_since)
        as cumulative_revenue_per_customer
from curve
order by months_since
