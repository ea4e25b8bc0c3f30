-- One row if these source systems have any cohort.
select 1 as found
from marts.cohort_retention_by_cut
where list_contains($sources, source_system)
limit 1
