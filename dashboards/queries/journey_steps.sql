-- From which touchpoint to which customers went at each step of their journeys, the most trodden way
-- of a step first; `step_journeys` is how many took the step at all.
select
    step::bigint as step,
    from_touchpoint,
    to_touchpoint,
    journeys,
    purchases,
    open_journeys,
    conversion_rate,
    sum(journeys) over (partition by step)::bigint as step_journeys
from marts.customer_journey
where scope = $scope and is_new_customer = $is_new_customer
order by step, journeys desc, from_touchpoint, to_touchpoint
