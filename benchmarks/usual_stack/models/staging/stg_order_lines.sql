select
    order_line_id,
    order_id,
    customer_id,
    cast(ordered_at as date) as order_date,
    quantity,
    cast(
        quantity * cast(unit_price as decimal(18, 2)) - coalesce(refund_amount, 0) as decimal(18, 2)
    ) as net_amount
from {{ source("raw", "order_lines") }}
