with
    {{
        latest_of(
            "template",
            "tickets",
            events=["opened_at", "first_response_at", "resolved_at", "closed_at", "due_at"],
        )
    }},

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("ticket_id") }} as source_id,
            {{ person_key("customer_id", "customer_name") }} as customer_source_id,
            trim(latest.customer_name) as customer_name,
            trim(latest.customer_email) as customer_email,
            trim(latest.customer_phone) as customer_phone,
            {{ record_key("order_id") }} as order_source_id,
            {{ record_key("opportunity_id") }} as opportunity_source_id,
            {{ record_key("product_id", "product_name") }} as product_source_id,
            {{ value_alias("product_name") }} as product_name,
            {{ person_key("employee_id", "employee_name") }} as employee_source_id,
            trim(latest.employee_name) as employee_name,
            {{ value_alias("team") }} as team,
            {{ value_alias("channel") }} as channel,
            {{ value_alias("kind") }} as kind,
            {{ value_alias("cause") }} as cause,
            {{ value_alias("priority") }} as priority,
            {{ value_alias("status") }} as status,
            {{ value_alias("phase") }} as phase,
            {{ event_columns("opened_at", "opened") }},
            {{ event_columns("first_response_at", "first_response") }},
            {{ event_columns("resolved_at", "resolved") }},
            {{ event_columns("closed_at", "closed") }},
            {{ event_columns("due_at", "due") }},
            {{ parsed_count("latest.sla_target_minutes") }} as sla_target_minutes,
            {{ parsed_count("latest.reopen_count") }} as reopen_count,
            {{ parsed_count("latest.reply_count") }} as reply_count,
            {{ parsed_count("latest.assignee_count") }} as assignee_count,
            {{ parsed_boolean("latest.is_rating_asked") }} as is_rating_asked,
            {{ parsed_number("latest.csat") }} as csat,
            {{ parsed_number("latest.csat_min", "bigint") }} as csat_min,
            {{ parsed_number("latest.csat_max", "bigint") }} as csat_max,
            trim(latest.subject) as subject,
            trim(latest.description) as description,
            {{ record_metadata() }}
        from latest
    )

select *
from final
