-- How long opportunities stay at each open stage of these source systems, and where they go.
select
    stage_id,
    source_system,
    pipeline,
    stage,
    stage_order,
    visits,
    opportunities,
    advanced,
    went_back,
    lost,
    still_here,
    advance_rate,
    timed_visits,
    average_days,
    median_days,
    p90_days,
    median_days_of_those_here
from marts.stage_velocity
where list_contains($sources, source_system) and visits > 0
order by source_system, pipeline nulls first, stage_order nulls last, stage
