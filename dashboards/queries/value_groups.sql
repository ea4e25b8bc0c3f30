-- What the customers have brought and are expected to bring, by $cut: 'segment', 'channel' or
-- 'region'; those with most of $measure ('historic_value' or 'expected_value_12m') first.
select
    case $cut
        when 'segment' then customer.segment
        when 'region' then customer.region
        else customer.channel
    end as group_name,
    count(*)::bigint as customers,
    sum(customer.net_amount)::double as historic_value,
    sum(customer.expected_value_12m)::double as expected_value_12m,
    avg(customer.net_amount)::double as historic_value_per_customer,
    avg(customer.expected_value_12m)::double as expected_value_per_customer,
    avg(customer.p_alive)::double as p_alive
from marts.customer_360 as customer
where
    customer.orders > 0
    and list_contains($sources, customer.source_system)
    and ($regions is null or list_contains($regions, customer.region))
    and ($channels is null or list_contains($channels, customer.channel))
    and ($owners is null or list_contains($owners, customer.owner_employee_id))
group by group_name
order by
    case when $measure = 'historic_value' then sum(customer.net_amount) end desc nulls last,
    sum(customer.expected_value_12m) desc nulls last,
    sum(customer.net_amount) desc,
    group_name
