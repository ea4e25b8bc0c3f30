-- Cohorts whose month begins in the period: what share of each came back, month by month.
-- Counts of the source systems are added first; a rate is a sum divided by a sum.
select
    cohort_month,
    months_since,
    sum(cohort_size)::bigint as cohort_size,
    sum(customers_on)::bigint as customers_on,
    sum(customers_on_or_after)::bigint as customers_on_or_after,
    sum(revenue)::double as revenue,
    sum(customers_on)::double / nullif(sum(cohort_size), 0) as retention_rate,
    sum(customers_on_or_after)::double / nullif(sum(cohort_size), 0) as retention_rate_or_after,
    sum(sum(revenue)) over (
        partition by cohort_month order by months_since
        rows between unbounded preceding and current row
    )::double / nullif(sum(cohort_size), 0) as cumulative_revenue_per_customer
from marts.cohort_retention_by_source_system
where list_contains($sources, source_system) and cohort_month between $first_month and $end
group by cohort_month, months_since
order by cohort_month, months_since
