-- Customers whose last order is in the period, by segment.
select
    rfm.segment,
    count(*) as customers,
    sum(rfm.monetary)::double as monetary,
    avg(rfm.recency_days)::double as average_recency_days,
    avg(rfm.frequency)::double as average_frequency,
    count(*)::double / nullif(sum(count(*)) over (), 0) as customer_share,
    -- of less than nothing nobody has a share
    case
        when sum(sum(rfm.monetary)) over () > 0
        then sum(rfm.monetary) / sum(sum(rfm.monetary)) over ()
    end::double as monetary_share
from marts.customer_rfm as rfm
inner join marts.customer_360 as customer on customer.customer_id = rfm.customer_id
where
    list_contains($sources, customer.source_system)
    and ($regions is null or list_contains($regions, customer.region))
    and ($channels is null or list_contains($channels, customer.channel))
    and ($owners is null or list_contains($owners, customer.owner_employee_id))
    and rfm.last_order_date between $start and $end
group by rfm.segment
order by customers desc, rfm.segment
