with
    int_survey_answers as (select * from {{ ref("int_survey_answers") }}),
    fct_survey_response as (select * from {{ ref("fct_survey_response") }}),

    -- a response with several scores is several rows there
    responses as (
        select
            response_id,
            min(customer_id) as customer_id,
            min(responded_at) as responded_at,
            min(responded_date) as responded_date
        from fct_survey_response
        group by response_id
    ),

    final as (
        select
            int_survey_answers.survey_answer_id,
            int_survey_answers.response_id,
            int_survey_answers.source_system,
            int_survey_answers.source_id,
            coalesce(responses.customer_id, 'unknown') as customer_id,
            int_survey_answers.question,
            coalesce(int_survey_answers.driver, int_survey_answers.question) as driver,
            int_survey_answers.score,
            int_survey_answers.scale_min,
            int_survey_answers.scale_max,
            int_survey_answers.score is null and int_survey_answers.answer is not null as is_text,
            responses.responded_at,
            responses.responded_date
        from int_survey_answers
        left join responses on int_survey_answers.response_id = responses.response_id
    )

select *
from final
