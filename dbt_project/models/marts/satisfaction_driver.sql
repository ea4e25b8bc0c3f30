with
    int_driver_answers as (select * from {{ ref("int_driver_answers") }}),
    int_driver_importance as (select * from {{ ref("int_driver_importance") }}),

    answered as (
        select
            kind,
            touchpoint,
            driver,
            count(*) as responses,
            -- in one order, as sums of fractions differ in their last digit by it
            avg(score order by survey_response_id) as mean_score,
            avg(level order by survey_response_id) as performance,
            case
                when stddev_pop(answer) > 0 and stddev_pop(outcome) > 0
                then corr(answer, outcome order by survey_response_id)
            end as correlation
        from int_driver_answers
        group by kind, touchpoint, driver
    ),

    final as (
        select
            answered.*,
            importance.importance,
            importance.importance / nullif(importance.r_squared, 0) as importance_share,
            importance.r_squared,
            importance.responses as model_responses,
            importance.note
        from answered
        inner join int_driver_importance as importance using (kind, touchpoint, driver)
    )

select *
from final
