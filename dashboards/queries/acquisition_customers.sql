-- Customers whose first purchase is in the months from $first_month to $end, those of one group of
-- channels or of one campaign only where that is named, the most valuable first. Their channel is
-- their own or, where that is not known, that of their campaign. Where a customer has no orders, its
-- won opportunities are its purchases.
with
    won as (
        select customer_id, sum(amount) as amount
        from marts.sales_opportunity
        where category = 'won' and closed_date is not null
        group by customer_id
    )
select
    customers.customer_id,
    case
        when dimension.acquisition_channel_id <> 'unknown'
        then own.channel_group
        else coalesce(of_campaign.channel_group, 'unknown')
    end as channel_group,
    campaign.campaign_name,
    customers.first_purchase_date,
    customers.orders::bigint as orders,
    customers.won_opportunities::bigint as won_opportunities,
    case
        when customers.orders > 0 then customers.net_amount else coalesce(won.amount, 0)
    end::double as revenue,
    customers.source_system
from marts.customer_360 as customers
inner join core.dim_customer as dimension on customers.customer_id = dimension.customer_id
inner join core.dim_channel as own on dimension.acquisition_channel_id = own.channel_id
inner join
    core.dim_campaign as campaign on dimension.acquisition_campaign_id = campaign.campaign_id
inner join core.dim_channel as of_campaign on campaign.channel_id = of_campaign.channel_id
left join won on customers.customer_id = won.customer_id
where
    date_trunc('month', customers.first_purchase_date) between $first_month and $end
    and ($campaign_id is null or dimension.acquisition_campaign_id = $campaign_id)
    and (
        $channel_group is null
        or case
            when dimension.acquisition_channel_id <> 'unknown'
            then own.channel_group
            else coalesce(of_campaign.channel_group, 'unknown')
        end
        = $channel_group
    )
order by revenue desc, customers.customer_id
limit $row_limit
