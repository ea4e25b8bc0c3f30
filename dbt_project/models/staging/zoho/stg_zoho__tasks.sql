with
    {{ latest_of("zoho", "tasks", events=["closed_at", "created_at"]) }},

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("task_id") }} as source_id,
            trim(latest.subject) as subject,
            {{ value_alias("status") }} as status,
            {{ value_alias("priority") }} as priority,
            {{ parsed_date("due_date") }} as due_date,
            {{ event_columns("closed_at", "closed") }},
            coalesce({{ value_alias("status") }} = 'Completed', false) as is_completed,
            {{ person_key("owner_id", "owner_name") }} as employee_source_id,
            trim(latest.owner_name) as employee_name,
            {{ person_key("contact_id", "contact_name") }} as contact_source_id,
            trim(latest.contact_name) as contact_name,
            {{ record_key("related_id", "related_name") }} as related_source_id,
            trim(latest.related_name) as related_name,
            {{ value_alias("related_module") }} as related_module,
            trim(latest.description) as description,
            {{ event_columns("created_at", "created") }},
            {{ record_metadata() }}
        from latest
    )

select *
from final
