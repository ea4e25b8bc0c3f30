-- Opportunities closed in the period, by what came of them and the reason that was given.
select
    opportunity.category as outcome,
    record.win_loss_reason as reason,
    count(*) as opportunities,
    count(*)::double / nullif(sum(count(*)) over (partition by opportunity.category), 0)
        as outcome_share,
    coalesce(sum(opportunity.amount), 0)::double as amount
from marts.sales_opportunity as opportunity
left join
    core.fct_opportunity as record
    on record.opportunity_id = opportunity.opportunity_id
    and record.category = opportunity.category
where
    list_contains($sources, opportunity.source_system)
    and ($regions is null or list_contains($regions, opportunity.region))
    and ($channels is null or list_contains($channels, opportunity.channel))
    and ($owners is null or list_contains($owners, opportunity.owner_employee_id))
    and opportunity.category <> 'open'
    and coalesce(opportunity.closed_date between $start and $end, $with_undated)
group by opportunity.category, record.win_loss_reason
order by outcome, opportunities desc, reason nulls last
