with
    {{ latest_of("template", "campaign_spend", rows_per_key="many", is_kept=false) }},

    dated as (select *, {{ parsed_date("spend_date") }} as day_of_spend from latest),

    counting as (
        select * from dated qualify {{ is_of_newest_load(["campaign_id"], ["day_of_spend"]) }}
    ),

    final as (
        select
            latest._source_system as source_system,
            {{ row_key() }} as source_id,
            {{ record_key("campaign_id") }} as campaign_source_id,
            {{ value_alias("channel") }} as channel,
            latest.day_of_spend as spend_date,
            {{ parsed_number("latest.amount") }} as amount,
            coalesce(upper(trim(latest.currency)), latest.source_currency) as currency,
            {{ parsed_rate("latest.exchange_rate") }} as exchange_rate,
            {{ parsed_count("latest.impressions") }} as impressions,
            {{ parsed_count("latest.clicks") }} as clicks,
            {{ parsed_number("latest.conversions") }} as conversions,
            {{ parsed_number("latest.conversion_value") }} as conversion_value,
            {{ record_metadata() }}
        from counting as latest
    )

select *
from final
