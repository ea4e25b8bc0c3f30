-- The customers of a value group by when they were last visited, those never visited first.
with
    visits as (
        select customer_id, max(occurred_date) as last_visit_date, count(*) as visits
        from core.fct_interaction
        where channel = 'visit' and is_completed and occurred_date <= $as_of_date
        group by customer_id
    )
select
    tier.customer_id,
    customer.source_system,
    employee.source_id || coalesce(' (' || employee.team || ')', '') as owner,
    tier.net_amount::double as net_amount,
    visits.last_visit_date,
    ($as_of_date - visits.last_visit_date)::bigint as days_since_visit,
    coalesce(visits.visits, 0) as visits
from marts.customer_value_tier as tier
inner join core.dim_customer as customer on customer.customer_id = tier.customer_id
inner join core.dim_employee as employee on employee.employee_id = customer.owner_employee_id
left join visits on visits.customer_id = tier.customer_id
where
    tier.value_group = $value_group
    and ($owners is null or list_contains($owners, customer.owner_employee_id))
    and (
        list_contains($sources, employee.source_system)
        or (customer.owner_employee_id = 'unknown' and $with_nobody)
    )
order by visits.last_visit_date nulls first, tier.net_amount desc, tier.customer_id
limit $row_limit
