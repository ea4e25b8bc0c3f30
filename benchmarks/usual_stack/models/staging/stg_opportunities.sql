select
    opportunity_id,
    customer_id,
    cast(created_at as date) as created_date,
    cast(closed_at as date) as closed_date,
    cast(amount as decimal(18, 2)) as amount,
    case
        stage when 'Closed Won' then 'won' when 'Closed Lost' then 'lost' else 'open'
    end as category
from {{ source("raw", "opportunities") }}
