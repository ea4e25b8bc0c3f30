-- Whether the chosen source systems ever had a ticket.
select 1 as found
from marts.service_ticket
where list_contains($sources, source_system)
order by found
limit 1
