with
    {{ latest_of("zoho", "cases", events=["created_at", "closed_at"]) }},

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("case_id") }} as source_id,
            trim(latest.case_number) as ticket_number,
            trim(latest.subject) as subject,
            trim(latest.description) as description,
            {{ person_key("account_id", "account_name") }} as account_source_id,
            trim(latest.account_name) as account_name,
            {{ person_key("contact_id", "contact_name") }} as contact_source_id,
            trim(latest.contact_name) as contact_name,
            trim(latest.email) as customer_email,
            trim(latest.phone) as customer_phone,
            {{ record_key("deal_id", "deal_name") }} as opportunity_source_id,
            {{ record_key("product_id", "product_name") }} as product_source_id,
            {{ value_alias("product_name") }} as product_name,
            {{ value_alias("case_type") }} as kind,
            {{ value_alias("reason") }} as cause,
            {{ value_alias("channel") }} as channel,
            {{ value_alias("priority") }} as priority,
            {{ value_alias("status") }} as status,
            {{ person_key("owner_id", "owner_name") }} as employee_source_id,
            trim(latest.owner_name) as employee_name,
            {{ event_columns("created_at", "opened") }},
            {{ event_columns("closed_at", "closed") }},
            trim(latest.solution) as solution,
            {{ record_metadata() }}
        from latest
    )

select *
from final
