-- The months of the period of which it is known where customers moved, the last one first.
select distinct month
from marts.customer_segment_movement
where month between $first_month and $end
order by month desc
