-- The customer of today that an id leads to: its own id, or one that it had before its records were
-- found to be one.
select customer.customer_id
from core.customer_identity as identity
inner join marts.customer_360 as customer on customer.customer_id = identity.customer_id
where identity.record_id = $customer_id
order by customer.customer_id
