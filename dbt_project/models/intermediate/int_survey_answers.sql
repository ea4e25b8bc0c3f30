{% set columns = with_metadata(
    {
        "source_system": "varchar",
        "source_id": "varchar",
        "response_source_id": "varchar",
        "question": "varchar",
        "driver": "varchar",
        "score": "decimal(9, 2)",
        "scale_min": "integer",
        "scale_max": "integer",
        "answer": "varchar",
    }
) %}

with
    answers as (
        {{
            unioned(
                columns,
                {
                    "stg_template__survey_answers": {},
                    "stg_surveymonkey__answers": dict(
                        scale_min="case kind when 'nps' then 0 when 'csat' then 1 when 'ces' then 1 end",
                        scale_max="case kind when 'nps' then 10 when 'csat' then 5 when 'ces' then 7 end",
                        driver="case when kind is not null then 'overall' end",
                        score="coalesce(score, case when "
                        ~ matches("answer", "^\\d{1,2}$")
                        ~ " then try_cast(answer as integer) end)",
                    ),
                },
            )
        }}
    ),

    final as (
        select
            *,
            {{ surrogate_key("source_system", "'survey_answers'", "source_id") }}
            as survey_answer_id,
            {{ surrogate_key("source_system", "'survey_responses'", "response_source_id") }}
            as response_id
        from answers
    )

select *
from final
