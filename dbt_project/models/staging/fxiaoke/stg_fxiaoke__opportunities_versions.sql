with
    {{
        latest_versions_of(
            "fxiaoke",
            "opportunities",
            events=["created_at", "closed_at", "stage_changed_at"],
            has_people=true,
        )
    }},

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("opportunity_id", "opportunity_name") }} as source_id,
            {{ name_key(value_alias("opportunity_name")) }} as name_key,
            trim(latest.opportunity_name) as opportunity_name,
            {{ person_key("account_id", "account_name") }} as customer_source_id,
            trim(latest.account_name) as customer_name,
            {{ person_key("contact_id", "contact_name") }} as contact_source_id,
            trim(latest.contact_name) as contact_name,
            {{ person_key("lead_id", "lead_name") }} as lead_source_id,
            {{ person_key("owner_id", "owner_name") }} as owner_source_id,
            trim(latest.owner_name) as owner_name,
            {{ value_alias("owner_department") }} as owner_department,
            {{ value_alias("sales_process") }} as pipeline,
            {{ value_alias("stage") }} as stage,
            {{ value_alias("stage_status") }} as stage_status,
            {{ event_columns("created_at", "created") }},
            {{ event_columns("closed_at", "closed") }},
            {{ event_columns("stage_changed_at", "stage_changed") }},
            {{ parsed_date("expected_close_date") }} as expected_close_date,
            {{ parsed_number("latest.amount") }} as amount,
            {{ fxiaoke_currency() }} as currency,
            {{ probability("latest.probability", is_percent=true) }} as probability,
            {{ value_alias("opportunity_source") }} as source,
            {{ record_key("campaign_id", "campaign_name") }} as campaign_source_id,
            coalesce(
                {{ value_alias("loss_reason") }}, {{ value_alias("win_reason") }}
            ) as win_loss_reason,
            {{ value_alias("competitor") }} as competitor,
            trim(latest.remark) as description,
            {{ value_alias("record_type") }} as record_type,
            {{ value_alias("life_status") }} as life_status,
            {{ is_voided() }} as is_deleted,
            {{ version_metadata() }}
        from latest
    )

select *
from final
