with
    -- accounts are exported one by one, and may have campaigns of the same name
    {{
        latest_of(
            "meta_ads",
            "campaign_days",
            rows_per_key="many",
            account="coalesce(account_id, account_name)",
            is_kept=false,
        )
    }},

    dated as (
        select
            *,
            {{ parsed_date("range_start_date") }} as first_date,
            {{ parsed_date("range_end_date") }} as last_date
        from latest
    ),

    counting as (
        select * from dated qualify {{ is_of_newest_report(["first_date", "last_date"]) }}
    ),

    final as (
        select
            latest._source_system as source_system,
            {{ row_key("coalesce(latest.account_id, latest.account_name)") }} as source_id,
            {{ record_key("campaign_id", "campaign_name") }} as campaign_source_id,
            {{ name_key(value_alias("campaign_name")) }} as name_key,
            {{ value_alias("campaign_name") }} as campaign_name,
            {{ value_alias("platform") }} as channel,
            {{ value_alias("delivery") }} as status,
            {{ value_alias("account_name") }} as account_name,
            {{ value_alias("ad_set_name") }} as ad_set_name,
            {{ value_alias("ad_name") }} as ad_name,
            -- a longer range is no day, and reports of several ranges overlap
            case when latest.first_date = latest.last_date then latest.first_date end as spend_date,
            latest.first_date as range_start_date,
            latest.last_date as range_end_date,
            {{ parsed_count("latest.impressions") }} as impressions,
            {{ parsed_count("latest.reach") }} as reach,
            {{ parsed_count("latest.clicks") }} as clicks,
            {{ parsed_count("latest.link_clicks") }} as link_clicks,
            {{ spent("latest.amount_spent") }} as amount,
            {{ parsed_number(without_blanks("latest.results")) }} as results,
            {{ value_alias("result_indicator") }} as result_indicator,
            {{ parsed_number(without_blanks("latest.purchases")) }} as conversions,
            {{ parsed_number(without_blanks("latest.purchase_value")) }} as conversion_value,
            coalesce(upper(trim(latest.currency)), latest.source_currency) as currency,
            {{ record_metadata() }}
        from counting as latest
    )

select *
from final
