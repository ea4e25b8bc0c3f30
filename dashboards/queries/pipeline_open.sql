-- Open opportunities, those of which most is expected first; of one stage or owner where
-- $is_of_stage or $owner_employee_id says so.
select
    nullif(opportunity.customer_id, 'unknown') as customer_id,
    forecast.opportunity_id,
    forecast.source_system,
    forecast.owner_employee_id,
    employee.source_id || coalesce(' (' || employee.team || ')', '') as owner,
    opportunity.stage,
    forecast.amount::double as amount,
    forecast.is_amount_estimated,
    forecast.age_days,
    forecast.win_probability,
    forecast.forecast_amount::double as forecast_amount,
    opportunity.expected_close_date,
    opportunity.expected_close_date < forecast.as_of_date as is_overdue,
    greatest(forecast.as_of_date - opportunity.expected_close_date, 0)::bigint as overdue_days
from marts.pipeline_forecast as forecast
inner join
    marts.sales_opportunity as opportunity
    on opportunity.opportunity_id = forecast.opportunity_id
left join core.dim_employee as employee on employee.employee_id = forecast.owner_employee_id
where
    list_contains($sources, forecast.source_system)
    and ($owners is null or list_contains($owners, forecast.owner_employee_id))
    and ($owner_employee_id is null or forecast.owner_employee_id = $owner_employee_id)
    and (
        not coalesce($is_of_stage, false) or forecast.stage_id is not distinct from $stage_id
    )
order by
    forecast.forecast_amount desc nulls last,
    forecast.amount desc nulls last,
    forecast.opportunity_id
limit $row_limit
