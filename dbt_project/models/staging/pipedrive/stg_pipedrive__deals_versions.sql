{% set events = ["created_at", "stage_changed_at", "closed_at", "won_at", "lost_at"] %}

with
    {{ latest_versions_of("pipedrive", "deals", events=events) }},

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("deal_id") }} as source_id,
            trim(latest.deal_name) as opportunity_name,
            {{ person_key("organization_id", "organization_name") }} as account_source_id,
            trim(latest.organization_name) as account_name,
            {{ person_key("person_id", "person_name") }} as contact_source_id,
            trim(latest.person_name) as contact_name,
            {{ person_key("owner_id", "owner_name") }} as owner_source_id,
            trim(latest.owner_name) as owner_name,
            {{ value_alias("pipeline") }} as pipeline,
            {{ value_alias("stage") }} as stage,
            lower({{ value_alias("status") }}) as status,
            {{ event_columns("created_at", "created") }},
            {{ event_columns("stage_changed_at", "stage_changed") }},
            {{ first_event_columns(["closed_at", "won_at", "lost_at"], "closed") }},
            {{ parsed_date("expected_close_date") }} as expected_close_date,
            {{ parsed_number("latest.amount") }} as amount,
            coalesce(upper(trim(latest.currency)), latest.source_currency) as currency,
            {{ probability("latest.probability", is_percent=true) }} as probability,
            {{ value_alias("product_name") }} as product_name,
            coalesce({{ value_alias("source_channel") }}, {{ value_alias("source") }}) as source,
            {{ value_alias("lost_reason") }} as win_loss_reason,
            coalesce(lower({{ value_alias("status") }}) = 'deleted', false) as is_deleted,
            coalesce(lower({{ value_alias("archive_status") }}) = 'archived', false) as is_archived,
            {{ version_metadata() }}
        from latest
    )

select *
from final
