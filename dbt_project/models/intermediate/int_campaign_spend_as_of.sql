with
    int_campaign_spend as (select * from {{ ref("int_campaign_spend") }}),
    dim_channel as (select * from {{ ref("dim_channel") }}),
    as_of as (select * from {{ ref("as_of") }}),

    converted as (
        select *, {{ in_reporting_currency("amount", "reporting_rate") }} as reporting_amount
        from int_campaign_spend
        cross join as_of
        where {{ has_happened("spend_date") }}
    ),

    final as (
        select
            converted.campaign_id,
            dim_channel.channel_group,
            cast(date_trunc('month', converted.spend_date) as date) as month,
            cast({{ sum_if_known("converted.reporting_amount") }} as decimal(18, 2)) as spend,
            try_cast(sum(converted.impressions) as bigint) as impressions,
            try_cast(sum(converted.clicks) as bigint) as clicks
        from converted
        inner join dim_channel on converted.channel_id = dim_channel.channel_id
        group by all
    )

select *
from final
