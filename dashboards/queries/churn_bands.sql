-- Customers by how likely they are not to buy soon, and what they are expected to bring; 'unknown'
-- are those without a risk.
select
    coalesce(customer.churn_band, 'unknown') as band,
    (select max(horizon_days) from marts.customer_churn_risk)::bigint as horizon_days,
    count(*)::bigint as customers,
    count(*)::double / sum(count(*)) over () as customer_share,
    avg(customer.churn_risk)::double as risk,
    sum(customer.expected_value_12m)::double as value_at_stake,
    (sum(customer.expected_value_12m) / nullif(sum(sum(customer.expected_value_12m)) over (), 0))::double
        as value_share
from marts.customer_360 as customer
where
    customer.orders > 0
    and list_contains($sources, customer.source_system)
    and ($regions is null or list_contains($regions, customer.region))
    and ($channels is null or list_contains($channels, customer.channel))
    and ($owners is null or list_contains($owners, customer.owner_employee_id))
group by coalesce(customer.churn_band, 'unknown')
order by list_position(['high', 'medium', 'low', 'unknown'], coalesce(customer.churn_band, 'unknown'))
