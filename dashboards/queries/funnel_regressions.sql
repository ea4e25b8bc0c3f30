-- Of the entries created in the period with an opportunity, in source systems of which an export shows
-- how opportunities leave a stage: how many went back, and how often.
with
    telling as (
        select distinct source_system
        from marts.stage_velocity
        where list_contains($sources, source_system) and visits > still_here
    )

select
    count(*) as opportunities,
    count(*) filter (where entry.regress_count > 0) as regressed,
    coalesce(sum(entry.regress_count), 0)::bigint as regressions,
    count(*) filter (where entry.regress_count > 0)::double / nullif(count(*), 0) as regressed_rate
from marts.sales_funnel_entry as entry
inner join telling on telling.source_system = entry.source_system
where
    ($regions is null or list_contains($regions, entry.region))
    and ($channels is null or list_contains($channels, entry.channel))
    and ($owners is null or list_contains($owners, entry.owner_employee_id))
    and (
        entry.created_date between $start and $end
        or (entry.created_date is null and $with_undated)
    )
    and entry.furthest_stage_order >= 4
order by opportunities
