with
    {{ latest_of("salesforce", "case_history", events=["created_at", "modified_at"]) }},

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("case_history_id") }} as source_id,
            {{ record_key("case_id") }} as ticket_source_id,
            {{ value_alias("status") }} as status,
            {{ value_alias("field") }} as field,
            trim(latest.old_value) as old_value,
            trim(latest.new_value) as new_value,
            {{ first_event_columns(["created_at", "modified_at"], "changed") }},
            coalesce(
                {{ person_key("created_by_id") }}, {{ person_key("modified_by_id") }}
            ) as changed_by_source_id,
            coalesce({{ parsed_boolean("latest.is_deleted") }}, false) as is_deleted,
            {{ record_metadata() }}
        from latest
    )

select *
from final
