-- Complaints by cause in the months that begin in the period, of all source systems.
select
    cause,
    sum(complaints)::bigint as complaints,
    sum(orders)::bigint as orders,
    1000 * sum(complaints)::double / nullif(sum(orders), 0) as complaints_per_1000_orders
from marts.complaint_cause
where product_id is null and month between $first_month and $end
group by cause
having sum(complaints) > 0
order by complaints desc, cause
