with
    int_members as (select * from {{ ref("int_members") }}),
    int_campaigns_unioned as (select * from {{ ref("int_campaigns_unioned") }}),

    campaigns as (
        select *
        from int_campaigns_unioned
        qualify
            row_number() over (
                partition by source_system, source_id order by loaded_at desc, row_number desc
            )
            = 1
    ),

    members as (
        select distinct source_system, member_id, member_source_id, is_listed
        from int_members
        where object = 'campaigns'
    ),

    final as (
        select
            members.member_id as campaign_id,
            members.source_system,
            members.member_source_id as source_id,
            coalesce(campaigns.campaign_name, members.member_source_id) as campaign_name,
            case
                when campaigns.channel is null
                then 'unknown'
                else {{ channel_key("campaigns.source_system", "campaigns.channel") }}
            end as channel_id,
            campaigns.status,
            campaigns.start_date,
            campaigns.end_date,
            campaigns.budgeted_cost as source_budgeted_cost,
            campaigns.actual_cost as source_actual_cost,
            campaigns.currency,
            members.is_listed
        from members
        left join
            campaigns
            on members.source_system = campaigns.source_system
            and members.member_source_id = campaigns.source_id
        union all by name
        select
            'unknown' as campaign_id,
            'unknown' as source_system,
            'unknown' as source_id,
            'unknown' as campaign_name,
            'unknown' as channel_id,
            false as is_listed
    )

select *
from final
