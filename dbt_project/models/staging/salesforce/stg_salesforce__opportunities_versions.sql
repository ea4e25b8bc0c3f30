with
    {{
        latest_versions_of(
            "salesforce", "opportunities", events=["created_at", "stage_changed_at"]
        )
    }},

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("opportunity_id") }} as source_id,
            trim(latest.opportunity_name) as opportunity_name,
            {{ person_key("account_id", "account_name") }} as account_source_id,
            trim(latest.account_name) as account_name,
            {{ person_key("contact_id") }} as contact_source_id,
            {{ person_key("owner_id", "owner_name") }} as owner_source_id,
            trim(latest.owner_name) as owner_name,
            {{ value_alias("stage") }} as stage,
            {{ value_alias("opportunity_type") }} as opportunity_type,
            coalesce(
                {{ value_alias("forecast_category_name") }}, {{ value_alias("forecast_category") }}
            ) as forecast_category,
            {{ parsed_boolean("latest.is_closed") }} as is_closed,
            {{ parsed_boolean("latest.is_won") }} as is_won,
            {{ event_columns("created_at", "created") }},
            {{ event_columns("stage_changed_at", "stage_changed") }},
            {{ parsed_date("closing_date") }} as closing_date,
            {{ parsed_number("latest.amount") }} as amount,
            coalesce(upper(trim(latest.currency)), latest.source_currency) as currency,
            {{ probability("latest.probability", is_percent=true) }} as probability,
            {{ value_alias("lead_source") }} as source,
            {{ record_key("campaign_id") }} as campaign_source_id,
            {{ value_alias("loss_reason") }} as win_loss_reason,
            trim(latest.next_step) as next_step,
            trim(latest.description) as description,
            coalesce({{ parsed_boolean("latest.is_deleted") }}, false) as is_deleted,
            {{ version_metadata() }}
        from latest
    )

select *
from final
