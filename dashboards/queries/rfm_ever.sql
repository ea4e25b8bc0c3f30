-- One row if any customer of these source systems has ever ordered.
select 1 as found
from marts.customer_rfm as rfm
inner join core.dim_customer as customer on customer.customer_id = rfm.customer_id
where list_contains($sources, customer.source_system)
limit 1
