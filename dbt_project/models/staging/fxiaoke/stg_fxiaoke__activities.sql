with
    {{ latest_of("fxiaoke", "activities", events=["occurred_at", "created_at"], has_people=true) }},

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("activity_id") }} as source_id,
            -- when the note was written, unless the company added a field for when the touch was
            {{ first_event_columns(["occurred_at", "created_at"], "occurred") }},
            coalesce(
                {{ value_alias("interaction") }}, {{ value_alias("activity_type") }}
            ) as channel,
            {{ value_alias("scenario") }} as scenario,
            false as is_planned,
            true as is_completed,
            {{ person_key("owner_id", "owner_name") }} as employee_source_id,
            trim(latest.owner_name) as employee_name,
            {{ person_key("account_id", "account_name") }} as customer_source_id,
            trim(latest.account_name) as customer_name,
            {{ person_key("contact_id", "contact_name") }} as contact_source_id,
            trim(latest.contact_name) as contact_name,
            {{ person_key("lead_id", "lead_name") }} as lead_source_id,
            {{ record_key("opportunity_id", "opportunity_name") }} as opportunity_source_id,
            trim(latest.activity_number) as subject,
            trim(latest.content) as description,
            {{ event_columns("created_at", "created") }},
            {{ value_alias("record_type") }} as record_type,
            {{ value_alias("life_status") }} as life_status,
            {{ is_voided() }} as is_deleted,
            {{ record_metadata() }}
        from latest
    )

select *
from final
