with
    {{ latest_versions_of("zoho", "deals", events=["created_at"]) }},

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("deal_id") }} as source_id,
            trim(latest.deal_name) as opportunity_name,
            {{ person_key("account_id", "account_name") }} as account_source_id,
            trim(latest.account_name) as account_name,
            {{ person_key("contact_id", "contact_name") }} as contact_source_id,
            trim(latest.contact_name) as contact_name,
            {{ person_key("owner_id", "owner_name") }} as owner_source_id,
            trim(latest.owner_name) as owner_name,
            {{ value_alias("pipeline") }} as pipeline,
            {{ value_alias("stage") }} as stage,
            {{ value_alias("deal_type") }} as deal_type,
            {{ event_columns("created_at", "created") }},
            {{ parsed_date("closing_date") }} as closing_date,
            {{ parsed_number("latest.amount") }} as amount,
            coalesce(upper(trim(latest.currency)), latest.source_currency) as currency,
            {{ inverted_rate("latest.exchange_rate") }} as exchange_rate,
            {{ probability("latest.probability", is_percent=true) }} as probability,
            {{ value_alias("lead_source") }} as source,
            {{ record_key("campaign_id") }} as campaign_source_id,
            {{ value_alias("reason_for_loss") }} as win_loss_reason,
            trim(latest.next_step) as next_step,
            trim(latest.description) as description,
            {{ version_metadata() }}
        from latest
    )

select *
from final
