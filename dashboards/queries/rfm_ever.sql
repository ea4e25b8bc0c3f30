-- One row if any customer under these filters has ever ordered.
select 1 as found
from marts.customer_rfm as rfm
inner join marts.customer_360 as customer on customer.customer_id = rfm.customer_id
where
    list_contains($sources, customer.source_system)
    and ($regions is null or list_contains($regions, customer.region))
    and ($channels is null or list_contains($channels, customer.channel))
    and ($owners is null or list_contains($owners, customer.owner_employee_id))
order by found
limit 1
