-- What: all channels and months together, and all campaigns together, have all leads, all
-- customers, all that these brought and all spend up to as_of, to the cent by day.
-- Why: a channel, month or campaign that a join misses would take its customers with it.
-- A row: a mart with the wholes and with what it has.
with
    days as (
        select {{ sum_in_reporting_currency("amount", "reporting_rate") }} as spend
        from {{ ref("int_campaign_spend") }}
        cross join {{ ref("as_of") }}
        where {{ has_happened("spend_date") }}
        group by campaign_id, channel_id, spend_date, currency
    ),

    wholes as (
        select
            (select count(*) from {{ ref("int_leads_as_of") }}) as leads,
            (
                select count(*) from {{ ref("int_leads_as_of") }} where created_date is not null
            ) as dated_leads,
            (select count(distinct customer_id) from {{ ref("int_purchase_days") }}) as customers,
            (select sum(net_amount) from {{ ref("int_purchase_days") }}) as revenue,
            (select sum(spend) from days) as spend
    ),

    found as (
        select
            'channel_acquisition' as mart,
            sum(leads) as leads,
            sum(customers) as customers,
            sum(revenue) as revenue,
            sum(spend) as spend,
            bool_or(spend is null) as has_unknown_spend
        from {{ ref("channel_acquisition") }}
        union all
        select
            'campaign_performance',
            sum(leads),
            sum(customers),
            sum(revenue),
            sum(spend),
            bool_or(spend is null)
        from {{ ref("campaign_performance") }}
    )

select found.mart, wholes.*, found.* exclude (mart)
from found
cross join wholes
where
    coalesce(found.leads, 0)
    <> case when mart = 'channel_acquisition' then dated_leads else wholes.leads end
    or coalesce(found.customers, 0) <> wholes.customers
    or coalesce(found.revenue, 0) <> coalesce(wholes.revenue, 0)
    or (coalesce(found.spend, 0) <> coalesce(wholes.spend, 0) and not found.has_unknown_spend)
