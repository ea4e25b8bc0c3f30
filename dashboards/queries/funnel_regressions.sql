-- Of the entries created in the period with an opportunity: how many went back, and how often;
-- whether any export of these source systems shows how opportunities leave a stage at all.
select
    count(*) as opportunities,
    count(*) filter (where entry.regress_count > 0) as regressed,
    coalesce(sum(entry.regress_count), 0)::bigint as regressions,
    count(*) filter (where entry.regress_count > 0)::double / nullif(count(*), 0) as regressed_rate,
    exists (
        select 1
        from marts.stage_velocity as velocity
        where list_contains($sources, velocity.source_system) and velocity.visits > velocity.still_here
    ) as is_known
from marts.sales_funnel_entry as entry
where
    list_contains($sources, entry.source_system)
    and ($regions is null or list_contains($regions, entry.region))
    and ($channels is null or list_contains($channels, entry.channel))
    and ($owners is null or list_contains($owners, entry.owner_employee_id))
    and (
        entry.created_date between $start and $end
        or (entry.created_date is null and $with_undated)
    )
    and entry.furthest_stage_order >= 4
order by opportunities
