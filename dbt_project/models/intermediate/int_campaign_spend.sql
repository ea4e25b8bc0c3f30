with
    int_campaign_spend_unioned as (select * from {{ ref("int_campaign_spend_unioned") }}),
    int_members as (select * from {{ ref("int_members") }}),
    dim_campaign as (select * from {{ ref("dim_campaign") }}),

    -- the row of a report on several days is no day's, and reports of several ranges overlap
    daily as (select * from int_campaign_spend_unioned where spend_date is not null),

    placed as (
        select
            daily.* exclude (exchange_rate),
            coalesce(campaigns.member_id, 'unknown') as campaign_id,
            case
                when daily.channel is null
                then coalesce(dim_campaign.channel_id, 'unknown')
                else {{ channel_key("daily.source_system", "daily.channel") }}
            end as channel_id,
            {{ exchange_rate("daily", "spend_date") }} as reporting_rate
        from
            daily
            {{ joined_members("daily", {"campaigns": ("'campaigns'", "campaign_source_id")}) }}
        left join dim_campaign on campaigns.member_id = dim_campaign.campaign_id
    ),

    final as (
        select
            * replace (coalesce(currency, '{{ var("reporting_currency") }}') as currency),
            {{
                surrogate_key(
                    "source_system",
                    "'campaign_spend'",
                    "campaign_id || '|' || channel_id || '|' || spend_date || '|'"
                    ~ " || coalesce(currency, '"
                    ~ var("reporting_currency")
                    ~ "')",
                )
            }} as campaign_spend_id
        from placed
    )

select *
from final
