-- What: facts have a row per exported row that the vendor has not deleted; nothing is lost or
-- doubled.
-- Why: a join to a member, a word or a history must neither drop nor repeat a ticket or touch.
-- A row: the fact, the rows it should have and those it has.
{% set unions = {
    "fct_interaction": ("int_interactions_unioned", "reason_excluded is null"),
    "fct_ticket": ("int_tickets_unioned", "is_deleted is not true"),
    "fct_loyalty_event": ("int_loyalty_events_unioned", "true"),
    "fct_survey_answer": ("int_survey_answers", "true"),
} %}

with
    counts as (
        {% for fact, source in unions.items() %}
            select
                '{{ fact }}' as core_table,
                (select count(*) from {{ ref(source[0]) }} where {{ source[1] }}) as expected,
                (select count(*) from {{ ref(fact) }}) as found
            union all
        {% endfor %}
        select
            'fct_survey_response' as core_table,
            (select count(*) from {{ ref("int_survey_responses_unioned") }})
            + (select count(*) from {{ ref("fct_ticket") }} where csat is not null) as expected,
            (select count(*) from {{ ref("fct_survey_response") }}) as found
        union all
        select
            'fct_campaign_touch' as core_table,
            (
                select count(*)
                from {{ ref("int_campaign_touches_unioned") }}
                where is_deleted is not true
            ) as expected,
            (
                select count(*)
                from {{ ref("fct_campaign_touch") }}
                where touch_kind not in ('lead_created', 'customer_created')
            ) as found
    )

select core_table, expected, found
from counts
where expected is distinct from found
