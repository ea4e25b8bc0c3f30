with
    {{ latest_of("salesforce", "opportunity_history", events=["entered_at", "exited_at"]) }},

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("opportunity_history_id") }} as source_id,
            {{ record_key("opportunity_id") }} as opportunity_source_id,
            {{ value_alias("stage") }} as stage,
            {{ value_alias("previous_stage") }} as previous_stage,
            {{ event_columns("entered_at", "entered") }},
            {{ event_columns("exited_at", "exited") }},
            {{ parsed_date("closing_date") }} as closing_date,
            {{ parsed_number("latest.amount") }} as amount,
            coalesce(upper(trim(latest.currency)), latest.source_currency) as currency,
            {{ probability("latest.probability", is_percent=true) }} as probability,
            {{ value_alias("forecast_category") }} as forecast_category,
            {{ person_key("created_by_id") }} as changed_by_source_id,
            coalesce({{ parsed_boolean("latest.is_deleted") }}, false) as is_deleted,
            {{ record_metadata() }}
        from latest
    )

select *
from final
