-- Names of the given customers; runs on restricted.duckdb only.
-- The table is named in full, as the file and its schema have the same name.
select contact.customer_id, contact.customer_name
from restricted.customer_contact as contact
where list_contains($customer_ids, contact.customer_id)
order by contact.customer_id
