with
    int_acquisitions as (select * from {{ ref("int_acquisitions") }}),
    int_leads_as_of as (select * from {{ ref("int_leads_as_of") }}),
    int_campaign_spend_as_of as (select * from {{ ref("int_campaign_spend_as_of") }}),
    dim_campaign as (select * from {{ ref("dim_campaign") }}),
    dim_channel as (select * from {{ ref("dim_channel") }}),
    as_of as (select * from {{ ref("as_of") }}),

    campaigns as (
        select *, start_date as cost_date, cast(null as decimal(18, 11)) as exchange_rate
        from dim_campaign
    ),

    stated as (
        select
            campaigns.*,
            {{
                in_reporting_currency(
                    "campaigns.source_actual_cost", exchange_rate("campaigns", "cost_date")
                )
            }} as stated_cost
        from campaigns
    ),

    customers as (
        select
            campaign_id,
            count(*) as customers,
            sum(revenue) as revenue,
            {{ sum_if_known("margin") }} as margin
        from int_acquisitions
        group by campaign_id
    ),

    leads as (select campaign_id, count(*) as leads from int_leads_as_of group by campaign_id),

    spent as (
        select
            campaign_id,
            {{ sum_if_known("spend") }} as spend,
            sum(impressions) as impressions,
            sum(clicks) as clicks
        from int_campaign_spend_as_of
        group by campaign_id
    ),

    counted as (
        select
            stated.campaign_id,
            stated.campaign_name,
            stated.source_system,
            dim_channel.channel_group,
            stated.start_date,
            case when spent.campaign_id is null then 0 else spent.spend end as spend,
            case
                when spent.campaign_id is null
                then case when stated.source_actual_cost is null then 0 else stated.stated_cost end
                else spent.spend
            end as cost,
            spent.impressions,
            spent.clicks,
            coalesce(leads.leads, 0) as leads,
            coalesce(customers.customers, 0) as customers,
            coalesce(customers.revenue, 0) as revenue,
            case when customers.campaign_id is null then 0 else customers.margin end as margin
        from stated
        cross join as_of
        inner join dim_channel on stated.channel_id = dim_channel.channel_id
        left join customers on stated.campaign_id = customers.campaign_id
        left join leads on stated.campaign_id = leads.campaign_id
        left join spent on stated.campaign_id = spent.campaign_id
        -- one that has yet to begin has cost nothing, unless it was early
        where
            coalesce(stated.start_date <= as_of.as_of_date, true)
            or coalesce(customers.campaign_id, leads.campaign_id, spent.campaign_id) is not null
    ),

    final as (
        select
            campaign_id,
            campaign_name,
            source_system,
            channel_group,
            start_date,
            cast(spend as decimal(18, 2)) as spend,
            cast(cost as decimal(18, 2)) as cost,
            cast(impressions as bigint) as impressions,
            cast(clicks as bigint) as clicks,
            cast(clicks as double) / nullif(impressions, 0) as click_through_rate,
            cast(spend as double) / nullif(clicks, 0) as cost_per_click,
            leads,
            customers,
            cast(revenue as decimal(18, 2)) as revenue,
            cast(margin as decimal(18, 2)) as margin,
            {{ returns_on("cost") }}
        from counted
    )

select *
from final
