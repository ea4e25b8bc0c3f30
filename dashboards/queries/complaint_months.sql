-- Complaints and orders of each month that begins in the period, of all source systems.
select
    month,
    sum(complaints)::bigint as complaints,
    max(orders) as orders,
    1000 * sum(complaints)::double / nullif(max(orders), 0) as complaints_per_1000_orders
from marts.complaint_cause
where product_id is null and month between $first_month and $end
group by month
order by month
