with
    int_campaign_touches as (select * from {{ ref("int_campaign_touches") }}),
    int_leads_as_of as (select * from {{ ref("int_leads_as_of") }}),
    int_orders_as_of as (select * from {{ ref("int_orders_as_of") }}),
    int_interactions as (select * from {{ ref("int_interactions") }}),
    dim_customer as (select * from {{ ref("dim_customer") }}),
    dim_campaign as (select * from {{ ref("dim_campaign") }}),
    dim_channel as (select * from {{ ref("dim_channel") }}),
    as_of as (select * from {{ ref("as_of") }}),

    -- what was only sent may have been seen by nobody
    campaigns as (
        select customer_id, touched_date, touched_at, channel_id, campaign_id
        from int_campaign_touches
        cross join as_of
        where
            {{ has_happened("touched_date") }}
            and (touch_kind <> 'sent' or (has_responded and {{ has_happened("responded_date") }}))
    ),

    orders as (
        select
            int_orders_as_of.customer_id,
            int_orders_as_of.order_date as touched_date,
            int_orders_as_of.ordered_at as touched_at,
            dim_campaign.channel_id,
            dim_campaign.campaign_id
        from int_orders_as_of
        inner join dim_campaign on int_orders_as_of.campaign_id = dim_campaign.campaign_id
        where dim_campaign.campaign_id <> 'unknown'
    ),

    sources as (
        select
            customer_id,
            campaign_id,
            created_date as touched_date,
            {{ channel_key("source_system", "source") }} as channel_id
        from int_leads_as_of
        where source is not null
    ),

    touches as (
        select *
        from campaigns
        union all by name
        select *
        from orders
        union all by name
        select *
        from sources
        where campaign_id = 'unknown'
    ),

    -- of some nothing else is known at first but the channel that brought them
    customers as (
        select
            dim_customer.customer_id,
            dim_customer.first_seen_date as touched_date,
            dim_customer.acquisition_channel_id as channel_id
        from dim_customer
        anti join
            touches
            on dim_customer.customer_id = touches.customer_id
            and dim_customer.first_seen_date >= touches.touched_date
        anti join
            sources
            on dim_customer.customer_id = sources.customer_id
            and dim_customer.acquisition_channel_id = sources.channel_id
        where
            acquisition_channel_id <> 'unknown'
            and first_seen_date <= (select as_of_date from as_of)
    ),

    marketing as (
        select *
        from touches
        union all by name
        select *
        from customers
    ),

    contacts as (
        select
            customer_id,
            occurred_date as touched_date,
            occurred_at as touched_at,
            'contact: ' || contact_channel as touchpoint
        from int_interactions
        cross join as_of
        where is_completed and {{ has_happened("occurred_date") }}
    ),

    every_touch as (
        select marketing.*, dim_channel.channel_group as touchpoint
        from marketing
        inner join dim_channel on marketing.channel_id = dim_channel.channel_id
        union all by name
        select *
        from contacts
    ),

    -- what one campaign does to a customer in a day is one touch
    final as (
        select
            customer_id,
            touched_date,
            touchpoint,
            coalesce(campaign_id, 'unknown') as campaign_id,
            not starts_with(touchpoint, 'contact: ') as is_marketing,
            min(touched_at) as touched_at
        from every_touch
        where customer_id <> 'unknown' and touched_date is not null
        group by all
    )

select *
from final
