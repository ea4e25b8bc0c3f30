-- What: every row of core is tied to a raw row, and every tie leads to a row of core.
-- Why: a figure must be traceable to the file and line it comes from.
-- A row: a table and a key that only one side has. The `unknown` members have no record.
{% set keys = {
    "dim_customer": "customer_id",
    "dim_product": "product_id",
    "dim_employee": "employee_id",
    "dim_campaign": "campaign_id",
    "fct_order": "order_id",
    "fct_order_line": "order_line_id",
    "fct_order_refund": "order_refund_id",
    "fct_lead": "lead_id",
    "fct_opportunity": "opportunity_id",
    "fct_opportunity_stage_visit": "opportunity_stage_visit_id",
    "fct_opportunity_history": "opportunity_history_id",
    "fct_interaction": "interaction_id",
    "fct_ticket": "ticket_id",
    "fct_survey_response": "survey_response_id",
    "fct_survey_answer": "survey_answer_id",
    "fct_campaign_touch": "campaign_touch_id",
    "fct_campaign_spend": "campaign_spend_id",
    "fct_loyalty_event": "loyalty_event_id",
} %}

with
    core_rows as (
        {% for table, key in keys.items() %}
            select '{{ table }}' as core_table, {{ key }} as core_id
            from {{ ref(table) }}
            where {{ key }} <> 'unknown' {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    ties as (select distinct core_table, core_id from {{ ref("source_records") }})

select
    coalesce(core_rows.core_table, ties.core_table) as core_table,
    coalesce(core_rows.core_id, ties.core_id) as core_id,
    ties.core_id is null as has_no_record
from core_rows
full outer join ties on core_rows.core_table = ties.core_table and core_rows.core_id = ties.core_id
where (core_rows.core_id is null) is distinct from (ties.core_id is null)
