{% set place = ["source_file", "row_number", "load_id", "landed_date", "raw_table"] %}
{% set members = {
    "customers": ("touches.customer_table", "customer_source_id"),
    "campaigns": ("'campaigns'", "campaign_source_id"),
} %}

with
    int_campaign_touches_unioned as (select * from {{ ref("int_campaign_touches_unioned") }}),
    int_customers_unioned as (select * from {{ ref("int_customers_unioned") }}),
    int_leads as (select * from {{ ref("int_leads") }}),
    int_members as (select * from {{ ref("int_members") }}),
    customer_identity as (select * from {{ ref("customer_identity") }}),
    dim_campaign as (select * from {{ ref("dim_campaign") }}),
    touch_kinds as (select * from {{ ref("touch_kinds") }}),

    -- a campaign that brought a lead or a customer has touched it
    creations as (
        select
            source_system,
            'lead:' || source_id as source_id,
            campaign_source_id,
            cast(null as varchar) as customer_table,
            cast(null as varchar) as customer_source_id,
            source_id as lead_source_id,
            'lead_created' as kind,
            created_at as touched_at,
            created_date as touched_date,
            {{ place | join(", ") }}
        from int_leads
        where campaign_source_id is not null
        union all
        select
            source_system,
            source_table || ':' || source_id as source_id,
            acquisition_campaign_source_id as campaign_source_id,
            source_table as customer_table,
            source_id as customer_source_id,
            cast(null as varchar) as lead_source_id,
            'customer_created' as kind,
            created_at as touched_at,
            created_date as touched_date,
            {{ place | join(", ") }}
        from int_customers_unioned
        where acquisition_campaign_source_id is not null and is_deleted is not true
    ),

    touches as (
        select *
        from int_campaign_touches_unioned
        where is_deleted is not true
        union all by name
        -- where the touch itself is exported, it is not counted again
        select *
        from creations
        where
            not exists (
                select 1
                from int_campaign_touches_unioned as exported
                where
                    exported.source_system = creations.source_system
                    and exported.campaign_source_id = creations.campaign_source_id
                    and (
                        exported.lead_source_id = creations.lead_source_id
                        or (
                            exported.customer_table = creations.customer_table
                            and exported.customer_source_id = creations.customer_source_id
                        )
                    )
                    and exported.is_deleted is not true
            )
    ),

    final as (
        select
            touches.*,
            {{ surrogate_key("touches.source_system", "'campaign_touches'", "touches.source_id") }}
            as campaign_touch_id,
            coalesce(campaigns.member_id, 'unknown') as campaign_id,
            case
                when touches.channel is null
                then coalesce(dim_campaign.channel_id, 'unknown')
                else {{ channel_key("touches.source_system", "touches.channel") }}
            end as channel_id,
            int_leads.lead_id,
            coalesce(identities.customer_id, int_leads.customer_id, 'unknown') as customer_id,
            case
                when touches.kind in ('lead_created', 'customer_created')
                then touches.kind
                else coalesce(touch_kinds.touch_kind, 'other')
            end as touch_kind
        from touches {{ joined_members("touches", members) }}
        left join customer_identity as identities on customers.member_id = identities.record_id
        left join dim_campaign on campaigns.member_id = dim_campaign.campaign_id
        left join
            int_leads
            on touches.source_system = int_leads.source_system
            and touches.lead_source_id = int_leads.source_id
        left join touch_kinds on lower(trim(touches.kind)) = touch_kinds.exported
    )

select *
from final
