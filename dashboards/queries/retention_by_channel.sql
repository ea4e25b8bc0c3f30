-- The channels that brought the customers of the period's cohorts, the largest first: of each, how
-- many came back in each month since, of those that have reached its end. The first month is that of
-- all of them.
with
    channels as (
        select
            channel,
            months_since,
            sum(cohort_size)::bigint as cohort_size,
            sum(customers_on)::bigint as customers_on,
            sum(revenue)::double as revenue
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
        group by channel, months_since
    )

select
    channel,
    months_since,
    cohort_size,
    customers_on,
    customers_on::double / nullif(cohort_size, 0) as retention_rate,
    revenue / nullif(cohort_size, 0) as revenue_per_customer,
    sum(revenue / nullif(cohort_size, 0)) over (partition by channel order by months_since)
        as cumulative_revenue_per_customer
from channels
order by
    first_value(cohort_size) over (partition by channel order by months_since) desc,
    channel,
    months_since
