-- The opportunities of one employee that were won or lost in the months that begin in the period,
-- won ones first, the largest of them first.
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
inner join
    core.fct_opportunity as record on record.opportunity_id = opportunity.opportunity_id
left join core.dim_employee as employee on employee.employee_id = record.owner_employee_id
where
    record.owner_employee_id = $employee_id
    and opportunity.category <> 'open'
    and date_trunc('month', opportunity.closed_date) between $first_month and $end
order by
    opportunity.category desc,
    opportunity.amount desc nulls last,
    opportunity.opportunity_id
limit $row_limit
