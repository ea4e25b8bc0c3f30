with
    int_acquisitions as (select * from {{ ref("int_acquisitions") }}),
    int_leads_as_of as (select * from {{ ref("int_leads_as_of") }}),
    int_campaign_spend_as_of as (select * from {{ ref("int_campaign_spend_as_of") }}),
    dim_campaign as (select * from {{ ref("dim_campaign") }}),
    dim_channel as (select * from {{ ref("dim_channel") }}),
    as_of as (select * from {{ ref("as_of") }}),

    customers as (
        select
            month,
            channel_group,
            count(*) as customers,
            sum(revenue) as revenue,
            {{ sum_if_known("margin") }} as margin
        from int_acquisitions
        group by all
    ),

    leads as (
        select
            cast(date_trunc('month', int_leads_as_of.created_date) as date) as month,
            coalesce(own.channel_group, of_campaign.channel_group) as channel_group,
            count(*) as leads
        from int_leads_as_of
        left join
            dim_channel as own
            on {{ channel_key("int_leads_as_of.source_system", "int_leads_as_of.source") }}
            = own.channel_id
        inner join dim_campaign on int_leads_as_of.campaign_id = dim_campaign.campaign_id
        inner join dim_channel as of_campaign on dim_campaign.channel_id = of_campaign.channel_id
        where int_leads_as_of.created_date is not null
        group by all
    ),

    spent as (
        select month, channel_group, {{ sum_if_known("spend") }} as spend
        from int_campaign_spend_as_of
        group by month, channel_group
    ),

    begun as (
        select month, channel_group
        from customers
        union all
        select month, channel_group
        from leads
        union all
        select month, channel_group
        from spent
    ),

    months as (
        select
            cast(
                unnest(
                    generate_series(
                        (select min(month) from begun),
                        date_trunc('month', as_of_date),
                        interval 1 month
                    )
                ) as date
            ) as month,
            as_of_date
        from as_of
    ),

    counted as (
        select
            months.month,
            channels.channel_group,
            coalesce(leads.leads, 0) as leads,
            coalesce(customers.customers, 0) as customers,
            case when spent.month is null then 0 else spent.spend end as spend,
            coalesce(customers.revenue, 0) as revenue,
            case when customers.month is null then 0 else customers.margin end as margin,
            date_diff('month', months.month, months.as_of_date) + 1 as months_observed
        from months
        cross join (select distinct channel_group from begun) as channels
        left join customers using (month, channel_group)
        left join leads using (month, channel_group)
        left join spent using (month, channel_group)
    ),

    final as (
        select
            month,
            channel_group,
            leads,
            customers,
            cast(spend as decimal(18, 2)) as spend,
            cast(revenue as decimal(18, 2)) as revenue,
            cast(margin as decimal(18, 2)) as margin,
            cast(months_observed as integer) as months_observed,
            {{ returns_on("spend") }},
            cast(revenue as double)
            / nullif(customers * months_observed, 0) as revenue_per_customer_month,
            -- CAC over what a customer leaves a month
            case
                when spend > 0 and customers > 0
                then cast(spend * months_observed as double) / nullif(greatest(margin, 0), 0)
            end as payback_months
        from counted
    )

select *
from final
