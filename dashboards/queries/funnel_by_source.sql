-- Entries created in the period, by the source they came from: how many were won.
select
    source,
    count(*) as entries,
    count(*) filter (where outcome = 'won') as won,
    count(*) filter (where outcome = 'lost') as lost,
    count(*) filter (where outcome = 'open') as still_open,
    count(*) filter (where outcome = 'won')::double / nullif(count(*), 0) as conversion_rate,
    coalesce(sum(amount) filter (where outcome = 'won'), 0)::double as won_amount
from marts.sales_funnel_entry
where
    list_contains($sources, source_system)
    and (created_date between $start and $end or (created_date is null and $with_undated))
group by source
order by entries desc, source nulls last
