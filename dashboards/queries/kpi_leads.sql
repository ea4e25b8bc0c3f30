-- The leads that were created from $start to $end, the latest first.
select
    nullif(lead.customer_id, 'unknown') as customer_id,
    lead.lead_id,
    lead.created_date,
    lead.source,
    employee.source_id || coalesce(' (' || employee.team || ')', '') as owner,
    case when lead.qualified_date <= $as_of_date then lead.qualified_date end as qualified_date,
    case when lead.converted_date <= $as_of_date then lead.converted_date end as converted_date,
    lead.source_system
from core.fct_lead as lead
inner join core.dim_customer as customer on customer.customer_id = lead.customer_id
left join
    core.dim_employee as employee
    on employee.employee_id
    = coalesce(nullif(lead.owner_employee_id, 'unknown'), customer.owner_employee_id)
where
    list_contains($sources, lead.source_system)
    and lead.created_date between $start and least($end, $as_of_date)
    and ($regions is null or list_contains($regions, coalesce(customer.region, 'unknown')))
    and (
        $channels is null
        or list_contains($channels, coalesce(customer.acquisition_channel, 'unknown'))
    )
    and (
        $owners is null
        or list_contains(
            $owners, coalesce(nullif(lead.owner_employee_id, 'unknown'), customer.owner_employee_id)
        )
    )
order by lead.created_date desc, lead.lead_id
limit $row_limit
