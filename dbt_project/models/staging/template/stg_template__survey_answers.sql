with
    {{ latest_of("template", "survey_answers", rows_per_key="many", line_id="question") }},

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("response_id") }} || '-' || trim(latest.question) as source_id,
            {{ record_key("response_id") }} as response_source_id,
            {{ value_alias("question") }} as question,
            {{ value_alias("driver") }} as driver,
            {{ parsed_number("latest.score") }} as score,
            {{ parsed_number("latest.scale_min", "bigint") }} as scale_min,
            {{ parsed_number("latest.scale_max", "bigint") }} as scale_max,
            trim(latest.answer) as answer,
            {{ record_metadata() }}
        from latest
    )

select *
from final
