with
    {{ latest_versions_of("template", "opportunities", events=["created_at", "closed_at"]) }},

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("opportunity_id") }} as source_id,
            trim(latest.opportunity_name) as opportunity_name,
            {{ person_key("customer_id", "customer_name") }} as customer_source_id,
            trim(latest.customer_name) as customer_name,
            {{ person_key("lead_id") }} as lead_source_id,
            {{ person_key("owner_id", "owner_name") }} as owner_source_id,
            trim(latest.owner_name) as owner_name,
            {{ record_key("product_id", "product_name") }} as product_source_id,
            {{ value_alias("product_name") }} as product_name,
            {{ value_alias("pipeline") }} as pipeline,
            {{ value_alias("stage") }} as stage,
            {{ event_columns("created_at", "created") }},
            {{ event_columns("closed_at", "closed") }},
            {{ parsed_date("expected_close_date") }} as expected_close_date,
            {{ parsed_number("latest.amount") }} as amount,
            coalesce(upper(trim(latest.currency)), latest.source_currency) as currency,
            {{ parsed_rate("latest.exchange_rate") }} as exchange_rate,
            {{ probability("latest.probability") }} as probability,
            {{ value_alias("source") }} as source,
            {{ record_key("campaign_id") }} as campaign_source_id,
            {{ value_alias("win_loss_reason") }} as win_loss_reason,
            {{ value_alias("competitor") }} as competitor,
            {{ version_metadata() }}
        from latest
    )

select *
from final
