-- One row if there is any customer under these filters at all, prospects included.
select 1 as found
from marts.customer_360 as customer
where
    list_contains($sources, customer.source_system)
    and ($regions is null or list_contains($regions, customer.region))
    and ($channels is null or list_contains($channels, customer.channel))
    and ($owners is null or list_contains($owners, customer.owner_employee_id))
order by found
limit 1
