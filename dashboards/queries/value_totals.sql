-- What the customers have brought and are expected to bring; `forecast_customers` are those of whom
-- there is a forecast.
select
    count(*)::bigint as customers,
    count(customer.p_alive)::bigint as forecast_customers,
    sum(customer.net_amount)::double as historic_value,
    sum(customer.expected_value_12m)::double as expected_value_12m,
    sum(customer.expected_orders_12m)::double as expected_orders_12m,
    avg(customer.p_alive)::double as p_alive
from marts.customer_360 as customer
where
    customer.orders > 0
    and list_contains($sources, customer.source_system)
    and ($regions is null or list_contains($regions, customer.region))
    and ($channels is null or list_contains($channels, customer.channel))
    and ($owners is null or list_contains($owners, customer.owner_employee_id))
order by customers
