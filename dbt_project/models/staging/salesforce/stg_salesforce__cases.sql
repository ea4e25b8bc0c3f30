with
    {{ latest_of("salesforce", "cases", events=["created_at", "closed_at"]) }},

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("case_id") }} as source_id,
            trim(latest.case_number) as ticket_number,
            trim(latest.subject) as subject,
            trim(latest.description) as description,
            {{ value_alias("origin") }} as channel,
            {{ value_alias("case_type") }} as kind,
            {{ value_alias("reason") }} as cause,
            {{ value_alias("priority") }} as priority,
            {{ value_alias("status") }} as status,
            {{ event_columns("created_at", "opened") }},
            {{ event_columns("closed_at", "closed") }},
            {{ parsed_boolean("latest.is_closed") }} as is_closed,
            {{ parsed_boolean("latest.is_escalated") }} as is_escalated,
            {{ person_key("account_id", "account_name") }} as account_source_id,
            trim(latest.account_name) as account_name,
            {{ person_key("contact_id", "contact_name") }} as contact_source_id,
            coalesce(trim(latest.contact_name), trim(latest.supplied_name)) as contact_name,
            trim(latest.supplied_email) as customer_email,
            trim(latest.supplied_phone) as customer_phone,
            {{ record_key("product_id") }} as product_source_id,
            {{ record_key("parent_case_id") }} as parent_ticket_source_id,
            {{ person_key("owner_id", "owner_name") }} as employee_source_id,
            trim(latest.owner_name) as employee_name,
            coalesce({{ parsed_boolean("latest.is_deleted") }}, false)
            or latest.master_record_id is not null as is_deleted,
            {{ record_metadata() }}
        from latest
    )

select *
from final
