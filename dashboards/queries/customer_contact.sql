-- How to reach one customer; runs on restricted.duckdb only.
-- The table is named in full, as the file and its schema have the same name.
select
    contact.customer_name,
    contact.email,
    contact.phone,
    contact.street,
    contact.postal_code,
    contact.birth_date,
    contact.website,
    contact.tax_id
from restricted.customer_contact as contact
where contact.customer_id = $customer_id
order by contact.customer_id
