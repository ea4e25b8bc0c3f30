-- What is open at the as-of date, by stage.
select
    source_system,
    pipeline,
    stage_id,
    stage,
    stage_order,
    sum(open_count)::bigint as open_count,
    sum(amount)::double as amount,
    -- not zero but unknown where no opportunity has a probability
    (sum(weighted_amount) filter (where unweighted_count < open_count))::double
        as weighted_amount,
    sum(unweighted_count)::bigint as unweighted_count
from marts.pipeline_daily
where
    list_contains($sources, source_system)
    and ($owners is null or list_contains($owners, owner_employee_id))
    and day = $as_of_date
group by source_system, pipeline, stage_id, stage, stage_order
order by source_system, pipeline nulls first, stage_order nulls last, stage
