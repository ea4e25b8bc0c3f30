-- One row if these source systems have any lead or opportunity.
select 1 as found
from marts.sales_funnel_entry
where list_contains($sources, source_system)
order by found
limit 1
