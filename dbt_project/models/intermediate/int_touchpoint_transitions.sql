with
    int_journeys as (select * from {{ ref("int_journeys") }}),

    -- from touch to touch, and from the last one to the end
    steps as (
        select
            *,
            position as step,
            coalesce(previous_touchpoint, 'start') as from_touchpoint,
            touchpoint as to_touchpoint
        from int_journeys
        where touches > 0
        union all by name
        select
            *,
            touches + 1 as step,
            coalesce(touchpoint, 'start') as from_touchpoint,
            outcome as to_touchpoint
        from int_journeys
        where touches = 0 or position = touches
    ),

    final as (
        select
            scope,
            is_new_customer,
            cast(date_trunc('month', ended_date) as date) as month,
            cast(step as integer) as step,
            from_touchpoint,
            to_touchpoint,
            count(*) as journeys,
            count(*) filter (where outcome = 'purchase') as purchases,
            count(*) filter (where outcome = 'open') as open_journeys
        from steps
        group by all
    )

select *
from final
