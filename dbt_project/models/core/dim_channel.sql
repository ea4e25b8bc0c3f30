{% set mentions = [
    ("int_order_totals", "channel"),
    ("int_campaigns_unioned", "channel"),
    ("int_campaign_touches_unioned", "channel"),
    ("int_campaign_spend_unioned", "channel"),
    ("int_customer_records", "acquisition_channel"),
    ("int_customer_records", "preferred_channel"),
    ("int_interactions_unioned", "channel"),
    ("int_tickets_unioned", "channel"),
    ("int_survey_responses_unioned", "channel"),
] %}

with
    stg_ops__source_settings as (select * from {{ ref("stg_ops__source_settings") }}),
    channel_groups as (select * from {{ ref("channel_groups") }}),
    interaction_channels as (select * from {{ ref("interaction_channels") }}),

    mentions as (
        {% for model, column in mentions %}
            select source_system, {{ column }} as channel_name
            from {{ ref(model) }}
            where {{ column }} is not null {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    channels as (
        select
            source_system,
            lower(trim(channel_name)) as source_id,
            -- HubSpot and web analytics write ORGANIC_SEARCH where others write Organic Search
            replace(lower(trim(channel_name)), '_', ' ') as words,
            min(trim(channel_name)) as channel_name
        from mentions
        group by all
    ),

    final as (
        select
            {{ channel_key("channels.source_system", "channels.source_id") }} as channel_id,
            channels.source_system,
            channels.source_id,
            channels.channel_name,
            coalesce(
                own.channel_group, whole.channel_group, general.channel_group, 'other'
            ) as channel_group,
            coalesce(
                own.channel_group,
                whole.channel_group,
                general.channel_group,
                interaction_channels.contact_channel
            )
            is not null as is_mapped
        from channels
        left join
            stg_ops__source_settings
            on channels.source_system = stg_ops__source_settings.source_system
        left join
            channel_groups as own
            on stg_ops__source_settings.staging_source = own.staging_source
            and channels.words = own.exported
        left join
            channel_groups as whole
            on stg_ops__source_settings.staging_source = whole.staging_source
            and whole.exported = '*'
        left join
            channel_groups as general
            on general.staging_source is null
            and channels.words = general.exported
        -- a way of talking, by which nobody comes
        left join interaction_channels on channels.words = interaction_channels.exported
        union all
        select
            'unknown' as channel_id,
            'unknown' as source_system,
            'unknown' as source_id,
            'unknown' as channel_name,
            'unknown' as channel_group,
            false as is_mapped
    )

select *
from final
