{% set respondent = [
    "respondent_id",
    "collector_id",
    "started_at",
    "ended_at",
    "ip_address",
    "email",
    "first_name",
    "last_name",
    "custom_data_1",
    "custom_data_2",
    "custom_data_3",
    "custom_data_4",
    "custom_data_5",
] %}

with
    responses as (select * from {{ source("surveymonkey", "responses") }}),
    source_settings as (select * from {{ ref("stg_ops__source_settings") }}),

    current_records as ({{ latest_records("responses") }}),

    answers as ({{ unpivoted("current_records", respondent, "question", "answer") }}),

    latest as ({{ with_settings("answers", events=["ended_at"]) }}),

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("respondent_id") }} || '-' || latest.question as source_id,
            {{ record_key("respondent_id") }} as response_source_id,
            latest.question,
            trim(latest.answer) as answer,
            case
                when latest.question in ('nps_score', 'csat_score', 'ces_score')
                then replace(latest.question, '_score', '')
            end as kind,
            case
                when latest.question in ('nps_score', 'csat_score', 'ces_score')
                then {{ number_in_text(aliased_answer()) }}
            end as score,
            {{ event_columns("ended_at", "responded") }},
            {{ record_metadata() }}
        from latest
    )

select *
from final
