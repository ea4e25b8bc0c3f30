-- Opportunities that were closed or created in the period, of one definition, month, cut, outcome
-- or reason: the largest first. Each of these may be NULL for all; a reason that is NULL is one that
-- is not known, unless $any_reason.
select
    nullif(opportunity.customer_id, 'unknown') as customer_id,
    opportunity.opportunity_id,
    opportunity.source_system,
    opportunity.source,
    employee.source_id || coalesce(' (' || employee.team || ')', '') as owner,
    opportunity.stage,
    opportunity.category as outcome,
    opportunity.created_date,
    opportunity.closed_date,
    opportunity.days_to_close,
    opportunity.amount::double as amount,
    record.win_loss_reason as reason
from marts.sales_opportunity as opportunity
left join
    core.dim_employee as employee on employee.employee_id = opportunity.owner_employee_id
left join
    core.fct_opportunity as record
    on record.opportunity_id = opportunity.opportunity_id
    and record.category = opportunity.category
where
    list_contains($sources, opportunity.source_system)
    and ($regions is null or list_contains($regions, opportunity.region))
    and ($channels is null or list_contains($channels, opportunity.channel))
    and ($owners is null or list_contains($owners, opportunity.owner_employee_id))
    and (
        (
            coalesce($definition = 'closed', true)
            and opportunity.category <> 'open'
            and coalesce(
                opportunity.closed_date between $start and $end
                and ($month is null or date_trunc('month', opportunity.closed_date) = $month),
                $with_undated and $month is null
            )
        )
        or (
            coalesce($definition = 'created', true)
            and coalesce(
                opportunity.created_date between $start and $end
                and ($month is null or date_trunc('month', opportunity.created_date) = $month),
                $with_undated and $month is null
            )
        )
    )
    and ($outcome is null or opportunity.category = $outcome)
    and ($any_reason or record.win_loss_reason is not distinct from $reason)
    and (
        $cut_value is null
        or $cut_value = case $cut
            when 'owner' then opportunity.owner_employee_id
            when 'product' then opportunity.product_id
            when 'team' then opportunity.team
            else opportunity.source
        end
    )
order by opportunity.amount desc nulls last, opportunity.created_date desc nulls last,
    opportunity.opportunity_id
limit $row_limit
