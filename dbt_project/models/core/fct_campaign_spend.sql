with
    int_campaign_spend as (select * from {{ ref("int_campaign_spend") }}),

    -- a report may be split further: by ad group, device, ad
    final as (
        select
            campaign_spend_id,
            source_system,
            campaign_id,
            channel_id,
            spend_date,
            cast(
                {{ sum_in_reporting_currency("amount", "reporting_rate") }} as decimal(18, 2)
            ) as amount,
            cast(sum(amount) as decimal(18, 2)) as source_amount,
            currency,
            '{{ var("reporting_currency") }}' as reporting_currency,
            try_cast(sum(impressions) as bigint) as impressions,
            try_cast(sum(clicks) as bigint) as clicks,
            cast(sum(conversions) as decimal(18, 4)) as conversions,
            cast(sum(conversion_value) as decimal(18, 2)) as source_conversion_value
        from int_campaign_spend
        group by campaign_spend_id, source_system, campaign_id, channel_id, spend_date, currency
    )

select *
from final
