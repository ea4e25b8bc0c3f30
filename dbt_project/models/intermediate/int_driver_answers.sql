with
    int_survey_responses_as_of as (select * from {{ ref("int_survey_responses_as_of") }}),
    fct_survey_answer as (select * from {{ ref("fct_survey_answer") }}),

    -- the part of its scale that an answer is
    answers as (
        select
            response_id,
            driver,
            scale_min,
            scale_max,
            cast(score as double) as score,
            case
                when scale_max > scale_min
                then cast(score - scale_min as double) / (cast(scale_max as bigint) - scale_min)
            end as level
        from fct_survey_answer
        where driver <> 'overall' and coalesce(score between scale_min and scale_max, true)
    ),

    answered as (
        select
            responses.kind,
            responses.touchpoint,
            responses.survey_response_id,
            responses.level as outcome,
            answers.driver,
            answers.score,
            answers.level,
            answers.scale_min,
            answers.scale_max
        from answers
        inner join
            int_survey_responses_as_of as responses on answers.response_id = responses.response_id
        where responses.level is not null and answers.score is not null
    ),

    -- answers to a driver are compared in one unit: by their scales, or, where some have none and
    -- the others the same, as they are; beside several scales, one without any says nothing
    units as (
        select
            kind,
            touchpoint,
            driver,
            count(level) < count(*)
            {% for bound in ["scale_min", "scale_max"] %}
                and coalesce(
                    min({{ bound }}) filter (level is not null)
                    = max({{ bound }}) filter (level is not null),
                    true
                )
            {% endfor %} as is_score
        from answered
        group by kind, touchpoint, driver
    ),

    compared as (
        select answered.*, case when is_score then score else level end as answer
        from answered
        inner join units using (kind, touchpoint, driver)
    ),

    -- one answer to each driver, whatever the number of questions about it
    final as (
        select
            kind,
            touchpoint,
            survey_response_id,
            outcome,
            driver,
            avg(score) as score,
            avg(level) as level,
            avg(answer) as answer
        from compared
        where answer is not null
        group by all
    )

select *
from final
