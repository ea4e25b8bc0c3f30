with
    {{ latest_of("salesforce", "opportunity_field_history", events=["changed_at"]) }},

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("opportunity_field_history_id") }} as source_id,
            {{ record_key("opportunity_id") }} as opportunity_source_id,
            {{ value_alias("field") }} as field,
            trim(latest.old_value) as old_value,
            trim(latest.new_value) as new_value,
            {{ event_columns("changed_at", "changed") }},
            {{ person_key("created_by_id") }} as changed_by_source_id,
            coalesce({{ parsed_boolean("latest.is_deleted") }}, false) as is_deleted,
            {{ record_metadata() }}
        from latest
    )

select *
from final
