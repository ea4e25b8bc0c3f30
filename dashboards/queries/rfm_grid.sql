-- Customers whose last order is in the period, by recency and frequency score.
select
    rfm.r_score,
    rfm.f_score,
    count(*) as customers,
    sum(rfm.monetary)::double as monetary
from marts.customer_rfm as rfm
inner join core.dim_customer as customer on customer.customer_id = rfm.customer_id
where
    list_contains($sources, customer.source_system)
    and rfm.last_order_date between $start and $end
group by rfm.r_score, rfm.f_score
order by rfm.r_score, rfm.f_score
