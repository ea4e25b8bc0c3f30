-- One row if any customer of these source systems has ever ordered.
select 1 as found
from marts.customer_360
where orders > 0 and list_contains($sources, source_system)
limit 1
