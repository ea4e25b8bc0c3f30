-- Entries created in the period, by a cut of them: how many came to each stage, and how far.
-- Whoever reached a stage counts in all stages before it.
with
    entries as (
        select
            entry.*,
            case $cut
                when 'owner' then entry.owner_employee_id
                when 'product' then entry.product_id
                when 'team' then coalesce(employee.team, 'unknown')
                else coalesce(entry.source, 'unknown')
            end as cut_value,
            case $cut
                when 'owner'
                then employee.source_id || coalesce(' (' || employee.team || ')', '')
                when 'product' then product.product_name
            end as cut_label
        from marts.sales_funnel_entry as entry
        left join core.dim_employee as employee on employee.employee_id = entry.owner_employee_id
        left join core.dim_product as product on product.product_id = entry.product_id
        where
            list_contains($sources, entry.source_system)
            and ($regions is null or list_contains($regions, entry.region))
            and ($channels is null or list_contains($channels, entry.channel))
            and ($owners is null or list_contains($owners, entry.owner_employee_id))
            and (
                entry.created_date between $start and $end
                or (entry.created_date is null and $with_undated)
            )
    )
select
    coalesce(cut_value, 'unknown') as cut_value,
    coalesce(max(cut_label), cut_value, 'unknown') as cut_label,
    count(*) as entries,
    count(*) filter (where furthest_stage_order >= 2) as contacted,
    count(*) filter (where furthest_stage_order >= 3) as qualified,
    count(*) filter (where furthest_stage_order >= 4) as opportunities,
    count(*) filter (where outcome = 'won') as won_count,
    count(*) filter (where outcome = 'lost') as lost_count,
    count(*) filter (where outcome = 'open') as open_count,
    -- not known where no export shows how opportunities leave a stage
    case
        when exists (
            select 1
            from marts.stage_velocity as velocity
            where
                list_contains($sources, velocity.source_system)
                and velocity.visits > velocity.still_here
        )
        then count(*) filter (where regress_count > 0)
    end as regressed,
    count(*) filter (where outcome = 'won')::double / nullif(count(*), 0) as lead_to_won_rate,
    count(*) filter (where outcome = 'won')::double
    / nullif(count(*) filter (where furthest_stage_order >= 4), 0) as opportunity_to_won_rate,
    coalesce(sum(amount) filter (where outcome = 'won'), 0)::double as won_amount
from entries
group by cut_value
order by entries desc, cut_value
