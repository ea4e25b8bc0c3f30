{% set events = {
    "int_orders": {"order_id": ["ordered"]},
    "int_order_refunds": {"order_refund_id": ["refunded"]},
    "int_leads": {
        "lead_id": ["created", "contacted", "qualified", "converted", "disqualified"]
    },
    "int_opportunities": {"opportunity_id": ["created", "closed"]},
    "int_stage_changes_unioned": {"stage_change_id": ["entered"]},
    "int_interactions": {"interaction_id": ["occurred"]},
    "int_tickets": {"ticket_id": ["opened", "first_response", "resolved", "closed"]},
    "int_survey_responses": {"survey_response_id": ["responded"]},
    "int_campaign_touches": {"campaign_touch_id": ["touched"]},
    "int_loyalty_events": {"loyalty_event_id": ["occurred"]},
} %}

with
    final as (
        {% for model, keys in events.items() %}
            {% set model_loop = loop %}
            {% for key, names in keys.items() %}
                {% for name in names %}
                    select
                        source_system,
                        '{{ model | replace("int_", "") }}' as object,
                        {{ key }} as record_id,
                        '{{ name }}' as event,
                        {{ name }}_date as event_date,
                        landed_date,
                        {{ name }}_date <= landed_date as is_believed
                    from {{ ref(model) }}
                    where
                        {{ name }}_date is not null
                        {{ "union all" if not (model_loop.last and loop.last) }}
                {% endfor %}
            {% endfor %}
        {% endfor %}
    )

select *
from final
