with
    int_campaigns_listed as (select * from {{ ref("int_campaigns_listed") }}),
    int_campaign_spend_unioned as (select * from {{ ref("int_campaign_spend_unioned") }}),

    -- advertising platforms export days of campaigns only; a campaign is as its last day says
    advertised as (
        select
            *,
            min(spend_date) over campaign as start_date,
            max(spend_date) over campaign as end_date,
            sum(amount) filter (where spend_date is not null) over campaign as actual_cost
        from int_campaign_spend_unioned
        where campaign_name is not null
        window campaign as (partition by source_system, campaign_source_id)
        qualify
            row_number() over (
                partition by source_system, campaign_source_id
                order by spend_date desc nulls last, loaded_at desc, source_file, row_number
            )
            = 1
    ),

    final as (
        select * exclude (is_deleted)
        from int_campaigns_listed
        where is_deleted is not true
        union all by name
        select
            source_system,
            campaign_source_id as source_id,
            name_key,
            campaign_name,
            channel,
            status,
            start_date,
            end_date,
            cast(actual_cost as decimal(18, 2)) as actual_cost,
            currency,
            source_file,
            row_number,
            load_id,
            loaded_at,
            landed_date,
            raw_table
        from advertised
    )

select *
from final
