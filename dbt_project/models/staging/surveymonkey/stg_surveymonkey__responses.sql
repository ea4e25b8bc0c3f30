with
    {{ latest_of("surveymonkey", "responses", events=["started_at", "ended_at"]) }},

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("respondent_id") }} as source_id,
            {{ record_key("collector_id") }} as collector_source_id,
            {{ name_key("trim(latest.email)") }} as customer_source_id,
            nullif(trim(concat_ws(' ', latest.first_name, latest.last_name)), '') as customer_name,
            trim(latest.email) as email,
            trim(latest.custom_data_1) as custom_data,
            {{ event_columns("started_at", "started") }},
            {{ event_columns("ended_at", "responded") }},
            {{ number_in_text(value_alias("nps_score")) }} as nps_score,
            {{ number_in_text(value_alias("csat_score")) }} as csat_score,
            {{ number_in_text(value_alias("ces_score")) }} as ces_score,
            {{ record_metadata() }}
        from latest
    )

select *
from final
