-- Customers whose last order is in the period, by recency and frequency score.
select
    rfm.r_score,
    rfm.f_score,
    count(*) as customers,
    sum(rfm.monetary)::double as monetary
from marts.customer_rfm as rfm
inner join marts.customer_360 as customer on customer.customer_id = rfm.customer_id
where
    list_contains($sources, customer.source_system)
    and ($regions is null or list_contains($regions, customer.region))
    and ($channels is null or list_contains($channels, customer.channel))
    and ($owners is null or list_contains($owners, customer.owner_employee_id))
    and rfm.last_order_date between $start and $end
group by rfm.r_score, rfm.f_score
order by rfm.r_score, rfm.f_score
