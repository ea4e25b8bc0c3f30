{#
  Core table, the model its rows come from, and the object in their keys.
  Members that no export lists are tied to the record that mentions them.
#}
{% set listed = [
    ("dim_customer", "int_customers_unioned", "source_table"),
    ("dim_customer", "int_leads_unioned", "'leads'"),
    ("dim_product", "int_products_unioned", "'products'"),
    ("dim_employee", "int_employees_unioned", "'employees'"),
    ("dim_campaign", "int_campaigns_unioned", "'campaigns'"),
    ("fct_lead", "int_leads", "'leads'"),
    ("fct_opportunity", "int_opportunities_unioned", "'opportunities'"),
] %}
{% set dimensions = {
    "products": "dim_product",
    "employees": "dim_employee",
    "campaigns": "dim_campaign",
} %}
{# core table, the model with its rows and their place in raw, and the key of both #}
{% set keyed = [
    ("fct_order", "int_order_headers", "order_id"),
    ("fct_order_line", "int_order_lines", "order_line_id"),
    ("fct_order_refund", "int_order_refunds", "order_refund_id"),
    (
        "fct_opportunity_stage_visit",
        "int_opportunity_stage_visits",
        "opportunity_stage_visit_id",
    ),
    ("fct_opportunity_history", "int_opportunity_history", "opportunity_history_id"),
    ("fct_interaction", "int_interactions", "interaction_id"),
    ("fct_ticket", "int_tickets", "ticket_id"),
    ("fct_survey_response", "int_survey_responses", "survey_response_id"),
    ("fct_survey_answer", "int_survey_answers", "survey_answer_id"),
    ("fct_campaign_touch", "int_campaign_touches", "campaign_touch_id"),
    ("fct_campaign_spend", "int_campaign_spend", "campaign_spend_id"),
    ("fct_loyalty_event", "int_loyalty_events", "loyalty_event_id"),
] %}
{% set place = "source_system, raw_table, source_id, source_file, row_number, load_id" %}

with
    int_members as (select * from {{ ref("int_members") }}),
    int_references as (select * from {{ ref("int_references") }}),
    int_order_lines as (select * from {{ ref("int_order_lines") }}),
    int_order_headers as (select * from {{ ref("int_order_headers") }}),
    customer_identity as (select * from {{ ref("customer_identity") }}),
    records as (
        {% for table, model, object in listed %}
            select
                '{{ table }}' as core_table,
                {{ surrogate_key("source_system", object, "source_id") }} as record_id,
                {{ place }}
            from {{ ref(model) }}
            union all
        {% endfor %}
        -- a line and its order may be one row of raw
        select 'fct_order' as core_table, order_id as record_id, {{ place }}
        from int_order_lines
        anti join int_order_headers using (order_id, raw_table, load_id, row_number)
        union all
        {% for table, model, key in keyed %}
            select '{{ table }}' as core_table, {{ key }} as record_id, {{ place }}
            from {{ ref(model) }}
            union all
        {% endfor %}
        select
            case
                int_members.object
                {% for object, table in dimensions.items() %}
                    when '{{ object }}' then '{{ table }}'
                {% endfor %}
                else 'dim_customer'
            end as core_table,
            int_members.member_id as record_id,
            int_members.source_system,
            int_references.raw_table,
            int_members.source_id,
            int_references.source_file,
            int_references.row_number,
            int_references.load_id
        from int_members
        inner join
            int_references
            on int_members.source_system = int_references.source_system
            and int_members.object = int_references.object
            and int_members.source_id = int_references.source_id
        where not int_members.is_listed
    ),

    final as (
        select
            records.core_table,
            case
                when records.core_table = 'dim_customer'
                then customer_identity.customer_id
                else records.record_id
            end as core_id,
            records.source_system,
            records.raw_table,
            records.source_id,
            records.source_file,
            records.row_number,
            records.load_id
        from records
        left join customer_identity on records.record_id = customer_identity.record_id
        where records.core_table <> 'dim_customer' or customer_identity.customer_id <> 'unknown'
    )

select *
from final
