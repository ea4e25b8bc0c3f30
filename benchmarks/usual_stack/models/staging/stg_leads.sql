select lead_id, customer_id, status, cast(created_at as date) as created_date
from {{ source("raw", "leads") }}
