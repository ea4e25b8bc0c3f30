-- Customers whose last order was in the period compared with, as of its end.
select count(*)::bigint as customers
from marts.customer_360 as customer
semi join
    (
        select customer_id
        from core.fct_order
        where not is_cancelled and order_date between $previous_start and $previous_end
    ) as ordered using (customer_id)
where
    list_contains($sources, customer.source_system)
    and ($regions is null or list_contains($regions, customer.region))
    and ($channels is null or list_contains($channels, customer.channel))
    and ($owners is null or list_contains($owners, customer.owner_employee_id))
