with
    int_survey_responses_as_of as (select * from {{ ref("int_survey_responses_as_of") }}),
    fct_survey_answer as (select * from {{ ref("fct_survey_answer") }}),

    -- the part of its scale that an answer is
    answers as (
        select
            response_id,
            driver,
            cast(score as double) as score,
            case when scale_max > scale_min then scale_min end as scale_min,
            case when scale_max > scale_min then scale_max end as scale_max,
            case
                when scale_max > scale_min
                then cast(score - scale_min as double) / (cast(scale_max as bigint) - scale_min)
            end as level
        from fct_survey_answer
        where
            driver <> 'overall'
            and score is not null
            and coalesce(score between scale_min and scale_max, true)
    ),

    final as (
        select
            responses.kind,
            responses.touchpoint,
            responses.survey_response_id,
            responses.level as outcome,
            answers.* exclude (response_id)
        from answers
        inner join
            int_survey_responses_as_of as responses on answers.response_id = responses.response_id
        where responses.level is not null
    )

select *
from final
