with
    fct_survey_response as (select * from {{ ref("fct_survey_response") }}),
    int_survey_responses as (select * from {{ ref("int_survey_responses") }}),
    as_of as (select * from {{ ref("as_of") }}),

    visible as (
        select
            responses.*,
            {{ response_side("responses.response_class") }} as side,
            -- what part of its scale a score is
            case
                when responses.response_class is not null
                then
                    cast(responses.score - responses.scale_min as double)
                    / nullif(cast(responses.scale_max as bigint) - responses.scale_min, 0)
            end as level,
            as_of.as_of_date
        from fct_survey_response as responses
        inner join
            int_survey_responses
            on responses.survey_response_id = int_survey_responses.survey_response_id
        cross join as_of
        -- a response that gives no score, such as one of words alone, is none of them
        where responses.score is not null and {{ has_happened("responses.responded_date") }}
    ),

    final as (select *, {{ on_usual_scale("level") }} as usual_score from visible)

select *
from final
