-- All cohorts of the period together: of those that have reached a month, how many ordered in it.
select
    months_since,
    sum(cohort_size)::bigint as cohort_size,
    sum(customers_on)::bigint as customers_on,
    sum(customers_on)::double / nullif(sum(cohort_size), 0) as retention_rate
from marts.cohort_retention_by_source_system
where list_contains($sources, source_system) and cohort_month between $first_month and $end
group by months_since
order by months_since
