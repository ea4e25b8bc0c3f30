-- Customers whose last order is in the period, by class of net amount, class of margin and group;
-- margin is that of the customers of which it is known.
select
    customer.abc_class,
    coalesce(tier.margin_abc_class, 'none') as margin_abc_class,
    customer.value_group,
    count(*) as customers,
    sum(customer.net_amount)::double as net_amount,
    sum(customer.margin)::double as margin,
    count(customer.margin) as customers_with_margin
from marts.customer_360 as customer
inner join marts.customer_value_tier as tier on tier.customer_id = customer.customer_id
where
    list_contains($sources, customer.source_system)
    and ($regions is null or list_contains($regions, customer.region))
    and ($channels is null or list_contains($channels, customer.channel))
    and ($owners is null or list_contains($owners, customer.owner_employee_id))
    and customer.last_purchase_date between $start and $end
group by all
order by customer.abc_class, margin_abc_class, customer.value_group
