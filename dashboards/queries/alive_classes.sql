-- Customers by the probability that they have not left for good, in tenths, and what each tenth is
-- expected to bring; only customers of whom there is a forecast.
select
    least(floor(customer.p_alive * 10), 9) / 10 as lower_p_alive,
    (least(floor(customer.p_alive * 10), 9) + 1) / 10 as upper_p_alive,
    count(*)::bigint as customers,
    sum(customer.net_amount)::double as historic_value,
    sum(customer.expected_value_12m)::double as expected_value_12m
from marts.customer_360 as customer
where
    customer.orders > 0
    and list_contains($sources, customer.source_system)
    and ($regions is null or list_contains($regions, customer.region))
    and ($channels is null or list_contains($channels, customer.channel))
    and ($owners is null or list_contains($owners, customer.owner_employee_id))
    and customer.p_alive is not null
group by lower_p_alive, upper_p_alive
order by lower_p_alive
