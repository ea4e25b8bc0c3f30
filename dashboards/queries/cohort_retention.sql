-- Cohorts whose month begins in the period: what share of each came back, month by month, and what
-- share of the revenue of its first month. Counts of cuts are added first; a rate is a sum divided
-- by a sum. The month of the as-of date is partial unless it is over.
with
    cohorts as (
        select
            cohort_month,
            months_since,
            sum(cohort_size)::bigint as cohort_size,
            sum(customers_on)::bigint as customers_on,
            sum(customers_on_or_after)::bigint as customers_on_or_after,
            sum(revenue)::double as revenue
        from marts.cohort_retention_by_cut
        where
            list_contains($sources, source_system)
            and ($regions is null or list_contains($regions, region))
            and ($channels is null or list_contains($channels, channel))
            and ($owners is null or list_contains($owners, owner_employee_id))
            and cohort_month between $first_month and $end
        group by cohort_month, months_since
    )

select
    *,
    customers_on::double / nullif(cohort_size, 0) as retention_rate,
    customers_on_or_after::double / nullif(cohort_size, 0) as retention_rate_or_after,
    last_day(cohort_month + to_months(months_since)) > $as_of_date as is_partial,
    revenue / nullif(first_value(revenue) over months, 0) as revenue_retention_rate,
    sum(revenue) over months / nullif(cohort_size, 0) as cumulative_revenue_per_customer
from cohorts
window
    months as (
        partition by cohort_month order by months_since
        rows between unbounded preceding and current row
    )
order by cohort_month, months_since
