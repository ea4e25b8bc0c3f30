-- What each group of channels brought and cost in the months that begin in the period, and when a
-- customer of it has paid back what it cost. Without a known cost nothing is divided by or into it.
with
    summed as (
        select
            channel_group,
            sum(leads)::bigint as leads,
            sum(customers)::bigint as customers,
            sum(revenue)::double as revenue,
            sum(customers * months_observed)::double as customer_months,
            -- one month that is not known leaves the sum unknown
            case when count(*) = count(spend) then sum(spend)::double end as spend,
            case when count(*) = count(margin) then sum(margin)::double end as margin
        from marts.channel_acquisition
        where month between $first_month and $end
        group by channel_group
    ),
    divided as (
        select
            *,
            case when spend > 0 then spend end as cost,
            greatest(margin, 0) / nullif(customer_months, 0) as margin_per_customer_month
        from summed
    )
select
    channel_group,
    leads,
    customers,
    spend,
    cost / nullif(leads, 0) as cost_per_lead,
    cost / nullif(customers, 0) as cac,
    -- CAC over what a customer has left a month
    cost / nullif(customers, 0) / nullif(margin_per_customer_month, 0) as payback_months,
    revenue,
    margin,
    (margin - cost) / cost as roi,
    revenue / cost as roas
from divided
where leads > 0 or customers > 0 or spend is null or spend > 0
order by customers desc, leads desc, channel_group
