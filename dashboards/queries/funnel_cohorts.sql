-- Entries by the month in which they were created, and what has come of them so far.
-- A cohort is closed when none of its entries is open: only then its rate stands.
select
    entry.cohort_month,
    count(*) as entries,
    count(*) filter (where entry.outcome = 'won') as won_count,
    count(*) filter (where entry.outcome = 'lost') as lost_count,
    count(*) filter (where entry.outcome = 'open') as open_count,
    count(*) filter (where entry.outcome = 'won')::double
    / nullif(count(*), 0) as lead_to_won_rate,
    count(*) filter (where entry.outcome = 'open') = 0 as is_closed
from marts.sales_funnel_entry as entry
where
    list_contains($sources, entry.source_system)
    and ($regions is null or list_contains($regions, entry.region))
    and ($channels is null or list_contains($channels, entry.channel))
    and ($owners is null or list_contains($owners, entry.owner_employee_id))
    and entry.created_date between $start and $end
group by entry.cohort_month
order by entry.cohort_month
