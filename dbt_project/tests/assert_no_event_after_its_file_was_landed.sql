-- What: nothing is dated later than the day its file was landed.
-- Why: such a date is a typing error or a plan; it is not believed, so marts do not count it.
-- A row: what was said to happen, how often, and the first and last such day.
{{ config(severity="warn") }}

with int_events as (select * from {{ ref("int_events") }})

select
    source_system,
    object,
    event,
    count(*) as records,
    min(event_date) as first_date,
    max(event_date) as last_date
from int_events
where not is_believed
group by source_system, object, event
