-- Cohorts whose month begins in the period: how many bought again within each horizon.
-- The row without a horizon is "ever"; rows without a cohort (all together) are not added twice.
select
    horizon_days,
    sum(customers)::bigint as customers,
    sum(repeaters)::bigint as repeaters,
    sum(repeaters)::double / nullif(sum(customers), 0) as repeat_rate
from marts.repeat_purchase_by_cut
where
    list_contains($sources, source_system)
    and ($regions is null or list_contains($regions, region))
    and ($channels is null or list_contains($channels, channel))
    and ($owners is null or list_contains($owners, owner_employee_id))
    and cohort_month between $first_month and $end
group by horizon_days
order by horizon_days nulls last
