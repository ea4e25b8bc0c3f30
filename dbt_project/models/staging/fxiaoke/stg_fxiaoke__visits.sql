with
    {{
        latest_of(
            "fxiaoke",
            "visits",
            events=["planned_at", "started_at", "completed_at", "created_at"],
            has_people=true,
        )
    }},

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("visit_id") }} as source_id,
            {{
                first_event_columns(
                    ["started_at", "completed_at", "planned_at", "created_at"], "occurred"
                )
            }},
            {{ event_columns("planned_at", "planned") }},
            'visit' as channel,
            {{ value_alias("visit_type") }} as visit_type,
            {{ value_alias("scene") }} as scene,
            {{ value_alias("visit_status") }} as outcome,
            latest.planned_at is not null as is_planned,
            (
                latest.completed_at is not null
                or coalesce({{ value_alias("visit_status") }} in ('完成', '已完成', '已签退'), false)
            ) as is_completed,
            try_cast(
                {{ dbt.datediff("latest.started_at__at", "latest.completed_at__at", "second") }}
                as integer
            ) as duration_seconds,
            {{ person_key("owner_id", "owner_name") }} as employee_source_id,
            trim(latest.owner_name) as employee_name,
            {{ person_key("account_id", "account_name") }} as customer_source_id,
            trim(latest.account_name) as customer_name,
            {{ person_key("contact_id", "contact_name") }} as contact_source_id,
            trim(latest.contact_name) as contact_name,
            {{ person_key("lead_id", "lead_name") }} as lead_source_id,
            {{ record_key("opportunity_id", "opportunity_name") }} as opportunity_source_id,
            trim(latest.visit_name) as subject,
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
