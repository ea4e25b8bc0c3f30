-- The customers who brought most, of those whose last order is in the period.
select
    rfm.customer_id,
    customer.source_system,
    rfm.segment,
    rfm.rfm_cell,
    rfm.last_order_date,
    rfm.recency_days,
    rfm.frequency,
    rfm.monetary::double as monetary
from marts.customer_rfm as rfm
inner join core.dim_customer as customer on customer.customer_id = rfm.customer_id
where
    list_contains($sources, customer.source_system)
    and rfm.last_order_date between $start and $end
order by rfm.monetary desc, rfm.customer_id
limit $row_limit
