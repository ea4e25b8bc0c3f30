with
    {{ latest_of("template", "survey_responses", events=["responded_at"]) }},

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("response_id") }} as source_id,
            lower({{ value_alias("kind") }}) as kind,
            {{ person_key("customer_id", "customer_name") }} as customer_source_id,
            trim(latest.customer_name) as customer_name,
            trim(latest.customer_email) as customer_email,
            {{ record_key("ticket_id") }} as ticket_source_id,
            {{ record_key("order_id") }} as order_source_id,
            {{ value_alias("survey_name") }} as survey_name,
            {{ value_alias("touchpoint") }} as touchpoint,
            {{ value_alias("channel") }} as channel,
            {{ parsed_number("latest.score") }} as score,
            {{ parsed_number("latest.scale_min", "bigint") }} as scale_min,
            {{ parsed_number("latest.scale_max", "bigint") }} as scale_max,
            trim(latest.comment) as comment,
            {{ event_columns("responded_at", "responded") }},
            {{ record_metadata() }}
        from latest
    )

select *
from final
