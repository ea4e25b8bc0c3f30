-- Entries created in the period that came to a stage, of one cut, of one month: the largest first.
-- Each of $stage_order, $cut_value and $month may be NULL for all.
select
    nullif(entry.customer_id, 'unknown') as customer_id,
    entry.entry_id,
    entry.source_system,
    coalesce(entry.source, 'unknown') as source,
    employee.source_id || coalesce(' (' || employee.team || ')', '') as owner,
    entry.furthest_stage,
    entry.outcome,
    entry.created_date,
    entry.won_date,
    entry.regress_count,
    entry.amount::double as amount
from marts.sales_funnel_entry as entry
left join core.dim_employee as employee on employee.employee_id = entry.owner_employee_id
where
    list_contains($sources, entry.source_system)
    and ($regions is null or list_contains($regions, entry.region))
    and ($channels is null or list_contains($channels, entry.channel))
    and ($owners is null or list_contains($owners, entry.owner_employee_id))
    and (
        entry.created_date between $start and $end
        or (entry.created_date is null and $with_undated)
    )
    and ($stage_order is null or entry.furthest_stage_order >= $stage_order)
    and ($month is null or date_trunc('month', entry.created_date) = $month)
    and (
        $cut_value is null
        or $cut_value = case $cut
            when 'owner' then coalesce(entry.owner_employee_id, 'unknown')
            when 'product' then coalesce(entry.product_id, 'unknown')
            when 'team' then coalesce(employee.team, 'unknown')
            else coalesce(entry.source, 'unknown')
        end
    )
order by entry.amount desc nulls last, entry.created_date desc nulls last, entry.entry_id
limit $row_limit
