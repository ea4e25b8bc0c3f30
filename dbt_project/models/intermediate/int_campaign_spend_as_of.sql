with
    int_campaign_spend as (select * from {{ ref("int_campaign_spend") }}),
    dim_channel as (select * from {{ ref("dim_channel") }}),
    as_of as (select * from {{ ref("as_of") }}),

    -- by day to the cent, as in fct_campaign_spend
    days as (
        select
            campaign_id,
            channel_id,
            spend_date,
            {{ sum_in_reporting_currency("amount", "reporting_rate") }} as spend,
            sum(impressions) as impressions,
            sum(clicks) as clicks
        from int_campaign_spend
        cross join as_of
        where {{ has_happened("spend_date") }}
        group by campaign_id, channel_id, spend_date, currency
    ),

    final as (
        select
            days.campaign_id,
            dim_channel.channel_group,
            cast(date_trunc('month', days.spend_date) as date) as month,
            cast({{ sum_if_known("days.spend") }} as decimal(18, 2)) as spend,
            try_cast(sum(days.impressions) as bigint) as impressions,
            try_cast(sum(days.clicks) as bigint) as clicks
        from days
        inner join dim_channel on days.channel_id = dim_channel.channel_id
        group by all
    )

select *
from final
