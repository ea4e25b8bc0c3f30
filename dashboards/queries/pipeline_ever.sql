-- One row if these source systems have any opportunity.
select 1 as found
from marts.sales_opportunity
where list_contains($sources, source_system)
order by found
limit 1
