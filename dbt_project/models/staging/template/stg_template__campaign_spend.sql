with
    {{ latest_of("template", "campaign_spend", rows_per_key="many") }},

    final as (
        select
            latest._source_system as source_system,
            {{ row_key() }} as source_id,
            {{ record_key("campaign_id") }} as campaign_source_id,
            {{ value_alias("channel") }} as channel,
            {{ parsed_date("spend_date") }} as spend_date,
            {{ parsed_number("latest.amount") }} as amount,
            coalesce(upper(trim(latest.currency)), latest.source_currency) as currency,
            {{ parsed_number("latest.exchange_rate", "decimal(18, 8)") }} as exchange_rate,
            {{ parsed_number("latest.impressions", "bigint") }} as impressions,
            {{ parsed_number("latest.clicks", "bigint") }} as clicks,
            {{ parsed_number("latest.conversions") }} as conversions,
            {{ parsed_number("latest.conversion_value") }} as conversion_value,
            {{ record_metadata() }}
        from latest
    )

select *
from final
