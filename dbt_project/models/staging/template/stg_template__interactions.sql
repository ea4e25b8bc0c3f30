with
    {{ latest_of("template", "interactions", events=["planned_at", "occurred_at"]) }},

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("interaction_id") }} as source_id,
            {{ person_key("customer_id", "customer_name") }} as customer_source_id,
            trim(latest.customer_name) as customer_name,
            {{ person_key("lead_id") }} as lead_source_id,
            {{ record_key("opportunity_id") }} as opportunity_source_id,
            {{ record_key("campaign_id") }} as campaign_source_id,
            {{ person_key("employee_id", "employee_name") }} as employee_source_id,
            trim(latest.employee_name) as employee_name,
            {{ value_alias("channel") }} as channel,
            lower({{ value_alias("direction") }}) as direction,
            {{ event_columns("planned_at", "planned") }},
            {{ event_columns("occurred_at", "occurred") }},
            {{ parsed_boolean("latest.is_completed") }} as is_completed,
            {{ value_alias("outcome") }} as outcome,
            {{ parsed_number("latest.duration_minutes") }} as duration_minutes,
            trim(latest.subject) as subject,
            trim(latest.content) as content,
            {{ record_metadata() }}
        from latest
    )

select *
from final
