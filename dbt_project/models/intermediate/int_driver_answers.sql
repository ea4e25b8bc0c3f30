with
    int_survey_responses_as_of as (select * from {{ ref("int_survey_responses_as_of") }}),
    fct_survey_answer as (select * from {{ ref("fct_survey_answer") }}),

    -- the part of its scale that an answer is; the answer itself where its scale is not known
    answers as (
        select
            response_id,
            driver,
            cast(score as double) as score,
            case
                when scale_max > scale_min
                then cast(score - scale_min as double) / (cast(scale_max as bigint) - scale_min)
            end as level
        from fct_survey_answer
        where driver <> 'overall' and coalesce(score between scale_min and scale_max, true)
    ),

    -- one answer to each driver, whatever the number of questions about it
    final as (
        select
            responses.kind,
            responses.touchpoint,
            responses.survey_response_id,
            responses.level as outcome,
            answers.driver,
            avg(answers.score) as score,
            avg(answers.level) as level,
            avg(coalesce(answers.level, answers.score)) as answer
        from answers
        inner join
            int_survey_responses_as_of as responses on answers.response_id = responses.response_id
        where responses.level is not null and answers.score is not null
        group by all
    )

select *
from final
