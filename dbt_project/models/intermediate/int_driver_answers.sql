with
    int_driver_scores as (select * from {{ ref("int_driver_scores") }}),

    -- answers to a driver are compared in one unit: by their scales, or, where some have none and
    -- the others the same, as they are; beside several scales, one without any says nothing
    units as (
        select
            kind,
            touchpoint,
            driver,
            count(level) < count(*)
            and count(distinct(scale_min, scale_max)) filter (level is not null) < 2 as is_score
        from int_driver_scores
        group by kind, touchpoint, driver
    ),

    -- one answer to each driver, whatever the number of questions about it
    final as (
        select
            scores.kind,
            scores.touchpoint,
            scores.survey_response_id,
            scores.outcome,
            scores.driver,
            avg(scores.score) as score,
            avg(scores.level) as level,
            avg(case when units.is_score then scores.score else scores.level end) as answer
        from int_driver_scores as scores
        inner join units using (kind, touchpoint, driver)
        where units.is_score or scores.level is not null
        group by all
    )

select *
from final
