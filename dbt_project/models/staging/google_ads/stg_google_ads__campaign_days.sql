with
    -- accounts are exported one by one, and may have campaigns of the same name
    {{
        latest_of(
            "google_ads",
            "campaign_days",
            rows_per_key="many",
            account="coalesce(account_id, account_name)",
            is_kept=false,
        )
    }},

    dated as (select *, {{ parsed_date("spend_date") }} as day_of_spend from latest),

    counting as (select * from dated qualify {{ is_of_newest_report(["day_of_spend"]) }}),

    final as (
        select
            latest._source_system as source_system,
            {{ row_key("coalesce(latest.account_id, latest.account_name)") }} as source_id,
            {{ record_key("campaign_id", "campaign_name") }} as campaign_source_id,
            {{ name_key(value_alias("campaign_name")) }} as name_key,
            {{ value_alias("campaign_name") }} as campaign_name,
            {{ value_alias("campaign_type") }} as channel,
            {{ value_alias("campaign_status") }} as status,
            {{ value_alias("account_name") }} as account_name,
            {{ value_alias("ad_group_name") }} as ad_group_name,
            {{ value_alias("device") }} as device,
            latest.day_of_spend as spend_date,
            {{ parsed_count("latest.impressions") }} as impressions,
            {{ parsed_count("latest.interactions") }} as interactions,
            {{ parsed_count("latest.clicks") }} as clicks,
            {{ spent("latest.cost") }} as amount,
            {{ parsed_number(without_blanks("latest.conversions")) }} as conversions,
            {{ parsed_number(without_blanks("latest.conversion_value")) }} as conversion_value,
            coalesce(upper(trim(latest.currency)), latest.source_currency) as currency,
            {{ record_metadata() }}
        from counting as latest
    )

select *
from final
