with
    {{ latest_of("zoho", "deal_stage_history", events=["modified_at"], is_kept=false) }},

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("history_id") }} as source_id,
            {{ record_key("deal_id") }} as opportunity_source_id,
            trim(latest.deal_name) as opportunity_name,
            {{ value_alias("stage") }} as stage,
            {{ value_alias("moved_to") }} as next_stage,
            {{ event_columns("modified_at", "entered") }},
            -- the row of the next stage says when this one was left
            lead(latest.modified_at__at) over stages_of_deal as exited_at,
            lead(
                coalesce({{ business_date("latest.modified_at__at") }}, latest.modified_at__day)
            ) over stages_of_deal as exited_date,
            try_cast({{ parsed_number("latest.duration_days") }} as integer) as duration_days,
            latest.duration_days is null
            and lead(latest.history_id) over stages_of_deal is null as is_current,
            {{ parsed_number("latest.amount") }} as amount,
            {{ parsed_number("latest.expected_revenue") }} as expected_revenue,
            coalesce(upper(trim(latest.currency)), latest.source_currency) as currency,
            {{ probability("latest.probability", is_percent=true) }} as probability,
            {{ parsed_date("closing_date") }} as closing_date,
            {{ person_key("modified_by_id", "modified_by") }} as employee_source_id,
            trim(latest.modified_by) as employee_name,
            {{ record_metadata() }}
        from latest
        window
            stages_of_deal as (
                partition by latest._source_system, latest.deal_id
                order by
                    coalesce(
                        latest.modified_at__at, cast(latest.modified_at__day as timestamp)
                    ) nulls last,
                    latest._row_number
            )
    )

select *
from final
