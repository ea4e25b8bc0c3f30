select
    order_id,
    min(customer_id) as customer_id,
    min(order_date) as order_date,
    sum(quantity) as units,
    sum(net_amount) as net_amount
from {{ ref("stg_order_lines") }}
group by order_id
