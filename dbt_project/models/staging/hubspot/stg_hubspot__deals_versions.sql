with
    deals as (select * from {{ source("hubspot", "deals") }}),
    source_settings as (select * from {{ ref("stg_ops__source_settings") }}),

    versions as ({{ record_versions("deals") }}),

    linked_records as (
        select
            * replace ({{ hubspot_stage() }} as stage, {{ hubspot_pipeline() }} as pipeline),
            coalesce(trim(primary_company_id), {{ first_of_joined("company_ids") }}) as company_id,
            {{ first_of_joined("contact_ids") }} as contact_id,
            {{ first_of_joined("account_names") }} as account_name,
            {{ first_of_joined("contact_names") }} as contact_name
        from versions
    ),

    latest as ({{ with_settings("linked_records", events=["created_at", "closing_at"]) }}),

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("deal_id") }} as source_id,
            trim(latest.deal_name) as opportunity_name,
            {{ person_key("company_id", "account_name") }} as account_source_id,
            trim(latest.account_name) as account_name,
            {{ person_key("contact_id", "contact_name") }} as contact_source_id,
            trim(latest.contact_name) as contact_name,
            {{ person_key("owner_id", "owner_name") }} as owner_source_id,
            trim(latest.owner_name) as owner_name,
            {{ value_alias("pipeline") }} as pipeline,
            {{ value_alias("stage") }} as stage,
            {{ value_alias("deal_type") }} as deal_type,
            {{ parsed_boolean("latest.is_closed_won") }} as is_won,
            {{ parsed_boolean("latest.is_closed_lost") }} as is_lost,
            {{ value_alias("forecast_category") }} as forecast_category,
            {{ event_columns("created_at", "created") }},
            {{ event_columns("closing_at", "closing") }},
            {{ parsed_number("latest.amount") }} as amount,
            coalesce(upper(trim(latest.currency)), latest.source_currency) as currency,
            {{ parsed_rate("latest.exchange_rate") }} as exchange_rate,
            {{ probability("latest.probability") }} as probability,
            {{ value_alias("original_source") }} as source,
            coalesce(
                {{ value_alias("closed_won_reason") }}, {{ value_alias("closed_lost_reason") }}
            ) as win_loss_reason,
            trim(latest.next_step) as next_step,
            trim(latest.description) as description,
            {{ version_metadata() }}
        from latest
    )

select *
from final
