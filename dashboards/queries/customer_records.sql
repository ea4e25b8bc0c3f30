-- The records of one customer in each source system.
select
    source_system,
    source_table,
    source_id,
    record_id,
    match_rule,
    match_weight::double as match_weight,
    first_exported_at
from core.customer_identity
where customer_id = $customer_id
order by source_system, source_table, source_id
