with
    int_survey_responses as (select * from {{ ref("int_survey_responses") }}),
    int_survey_answers as (select * from {{ ref("int_survey_answers") }}),

    final as (
        select response_id as survey_text_id, response_id, comment as text
        from int_survey_responses
        where comment is not null
        union all
        select survey_answer_id as survey_text_id, response_id, answer as text
        from int_survey_answers
        where score is null and answer is not null
    )

select *
from final
