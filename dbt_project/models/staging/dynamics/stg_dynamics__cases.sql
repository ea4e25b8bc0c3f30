with
    {{ latest_of("dynamics", "cases", events=["created_at", "resolved_at", "resolve_by_at"]) }},

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("case_id") }} as source_id,
            trim(latest.case_number) as ticket_number,
            trim(latest.case_title) as subject,
            trim(latest.description) as description,
            {{ value_alias("origin") }} as channel,
            {{ value_alias("case_type") }} as kind,
            {{ value_alias("subject") }} as cause,
            {{ value_alias("priority") }} as priority,
            {{ value_alias("severity") }} as severity,
            {{ value_alias("status") }} as status,
            {{ value_alias("status_reason") }} as status_reason,
            {{ value_alias("satisfaction") }} as satisfaction,
            {{ parsed_boolean("latest.first_response_sent") }} as has_answered,
            {{ parsed_boolean("latest.is_escalated") }} as is_escalated,
            {{ event_columns("created_at", "opened") }},
            {{ event_columns("resolved_at", "resolved") }},
            {{ event_columns("resolve_by_at", "resolve_by") }},
            {{ person_key("account_id", "account_name") }} as account_source_id,
            trim(latest.account_name) as account_name,
            {{ person_key("contact_id", "contact_name") }} as contact_source_id,
            trim(latest.contact_name) as contact_name,
            {{ name_key(value_alias("product_name")) }} as product_source_id,
            {{ value_alias("product_name") }} as product_name,
            {{ person_key("owner_id", "owner_name") }} as employee_source_id,
            trim(latest.owner_name) as employee_name,
            {{ record_metadata() }}
        from latest
    )

select *
from final
