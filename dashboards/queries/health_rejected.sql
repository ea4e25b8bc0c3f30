-- Rows that did not land, with why, without their text: that may name persons.
select
    'rejected' as outcome,
    source_system,
    table_name,
    file_name,
    row_number,
    line_number,
    reason,
    rejected_at as happened_at
from ops.rejected_rows
union all
select
    'quarantined' as outcome,
    source_system,
    table_name,
    file_name,
    row_number,
    null as line_number,
    reason,
    quarantined_at as happened_at
from ops.quarantined_rows
where released_at is null
order by happened_at desc, file_name, row_number
limit $row_limit
