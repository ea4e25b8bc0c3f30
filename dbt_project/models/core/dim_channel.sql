{% set mentions = {
    "int_orders": ["channel"],
    "int_campaigns_unioned": ["channel"],
    "int_customer_records": ["acquisition_channel", "preferred_channel"],
} %}

with
    mentions as (
        {% for model, columns in mentions.items() %}
            {% set model_loop = loop %}
            {% for column in columns %}
                select source_system, {{ column }} as channel_name
                from {{ ref(model) }}
                where
                    {{ column }} is not null
                    {{ "union all" if not (model_loop.last and loop.last) }}
            {% endfor %}
        {% endfor %}
    ),

    channels as (
        select
            source_system,
            lower(trim(channel_name)) as source_id,
            min(trim(channel_name)) as channel_name
        from mentions
        group by all
    ),

    final as (
        select
            {{ channel_key("source_system", "source_id") }} as channel_id,
            source_system,
            source_id,
            channel_name
        from channels
        union all
        select
            'unknown' as channel_id,
            'unknown' as source_system,
            'unknown' as source_id,
            'unknown' as channel_name
    )

select *
from final
