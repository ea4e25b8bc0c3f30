{# kind of record, its model, its key, and what happens to it #}
{% set events = [
    ("orders", "int_order_totals", "order_id", ["ordered"]),
    ("order_refunds", "int_order_refunds", "order_refund_id", ["refunded"]),
    (
        "leads",
        "int_leads",
        "lead_id",
        ["created", "contacted", "qualified", "converted", "disqualified"],
    ),
    ("opportunities", "int_opportunities", "opportunity_id", ["created", "closed"]),
    ("stage_changes", "int_stage_changes_unioned", "stage_change_id", ["entered"]),
    ("interactions", "int_interactions", "interaction_id", ["occurred"]),
    (
        "tickets",
        "int_tickets",
        "ticket_id",
        ["opened", "first_response", "resolved", "closed"],
    ),
    ("survey_responses", "int_survey_responses", "survey_response_id", ["responded"]),
    ("campaign_touches", "int_campaign_touches", "campaign_touch_id", ["touched"]),
    ("loyalty_events", "int_loyalty_events", "loyalty_event_id", ["occurred"]),
] %}

with
    final as (
        {% for object, model, key, names in events %}
            {% set is_last_model = loop.last %}
            {% for name in names %}
                select
                    source_system,
                    '{{ object }}' as object,
                    {{ key }} as record_id,
                    '{{ name }}' as event,
                    {{ name }}_date as event_date,
                    landed_date,
                    {{ name }}_date <= landed_date as is_believed
                from {{ ref(model) }}
                where
                    {{ name }}_date is not null
                    {{ "union all" if not (is_last_model and loop.last) }}
            {% endfor %}
        {% endfor %}
    )

select *
from final
