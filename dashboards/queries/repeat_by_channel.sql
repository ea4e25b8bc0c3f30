-- Cohorts whose month begins in the period: how many of those that a channel brought bought again
-- within the horizon.
select
    channel,
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
    and horizon_days is not distinct from $horizon_days::integer
group by channel
order by customers desc, channel
