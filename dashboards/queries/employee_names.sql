-- Names of all employees; runs on restricted.duckdb only.
-- The table is named in full, as the file and its schema have the same name.
select contact.employee_id, contact.employee_name
from restricted.employee_contact as contact
order by contact.employee_id
