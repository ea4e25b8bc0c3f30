-- What tells the given customers apart.
select
    customer.customer_id,
    customer.source_system,
    customer.customer_type,
    customer.region,
    customer.stage,
    customer.segment,
    customer.net_amount::double as net_amount,
    customer.last_purchase_date
from marts.customer_360 as customer
where list_contains($customer_ids, customer.customer_id)
order by customer.customer_id
