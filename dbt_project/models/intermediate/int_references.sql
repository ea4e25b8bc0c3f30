{#
  Everything that a record mentions: model, object, column of its key and column of its name. A
  line here gives the object a row in its dimension even where no export lists it.
#}
{% set mentions = [
    ("int_orders_unioned", "'employees'", "employee_source_id", "employee_name"),
    ("int_orders_unioned", "'campaigns'", "campaign_source_id", "null"),
    ("int_order_lines_unioned", "'products'", "product_source_id", "product_name"),
    ("int_tickets_unioned", "'employees'", "employee_source_id", "employee_name"),
    ("int_tickets_unioned", "'products'", "product_source_id", "product_name"),
    ("int_interactions_unioned", "'employees'", "employee_source_id", "employee_name"),
    ("int_interactions_unioned", "'campaigns'", "campaign_source_id", "null"),
    ("int_campaign_touches_unioned", "'campaigns'", "campaign_source_id", "null"),
    ("int_campaign_spend_unioned", "'campaigns'", "campaign_source_id", "null"),
    ("int_loyalty_events_unioned", "'customers'", "customer_source_id", "customer_name"),
    ("int_loyalty_events_unioned", "'customers'", "referred_customer_source_id", "null"),
    ("int_opportunity_versions", "'employees'", "owner_source_id", "owner_name"),
    ("int_opportunities_unioned", "'products'", "product_source_id", "product_name"),
    ("int_opportunities_unioned", "'campaigns'", "campaign_source_id", "null"),
    (
        "int_leads_unioned",
        "linked_table",
        "case when linked_table <> 'leads' then linked_source_id end",
        "null",
    ),
    ("int_leads_unioned", "'employees'", "owner_source_id", "owner_name"),
    ("int_leads_unioned", "'campaigns'", "campaign_source_id", "null"),
    (
        "int_customers_unioned",
        "linked_table",
        "case when linked_table <> 'leads' then linked_source_id end",
        "linked_name",
    ),
    ("int_customer_versions", "'employees'", "owner_source_id", "owner_name"),
    ("int_customers_unioned", "'campaigns'", "acquisition_campaign_source_id", "null"),
    ("int_employees_unioned", "'employees'", "manager_source_id", "manager_name"),
] %}
{% for model in [
    "int_orders_unioned",
    "int_order_lines_unioned",
    "int_opportunities_unioned",
    "int_tickets_unioned",
    "int_interactions_unioned",
    "int_campaign_touches_unioned",
    "int_survey_responses_unioned",
] %}
    {% do mentions.append((model, "customer_table", "customer_source_id", "customer_name")) %}
{% endfor %}
{% set named = ["name", "raw_table", "source_file", "row_number", "load_id"] %}
{# how a customer can be reached, where the mention says it #}
{% set addressed = ["email", "phone", "country", "province", "city"] %}
{% set reached = {
    "int_orders_unioned": addressed,
    "int_order_lines_unioned": ["email", "phone"],
    "int_tickets_unioned": ["email", "phone"],
    "int_survey_responses_unioned": ["email"],
} %}

with
    stg_ops__export_times as (select * from {{ ref("stg_ops__export_times") }}),

    mentions as (
        {% for model, object, key, name in mentions %}
            select
                source_system,
                {{ object }} as object,
                {{ key }} as source_id,
                cast({{ name }} as varchar) as name,
                {% for column in addressed %}
                    {% set is_given = key == "customer_source_id" and column in reached.get(
                        model, []
                    ) %}
                    cast(
                        {{ "customer_" ~ column if is_given else "null" }} as varchar
                    ) as {{ column }},
                {% endfor %}
                raw_table,
                source_file,
                row_number,
                load_id
            from {{ ref(model) }}
            where {{ key }} is not null {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    -- the mention that names the record: the first name by the alphabet, where any is given
    found as (
        select
            mentions.source_system,
            mentions.object,
            mentions.source_id,
            min(
                struct_pack(
                    is_unnamed := mentions.name is null,
                    {%- for column in named %}
                        {{ column }} := mentions.{{ column }} {{- "," if not loop.last }}
                    {%- endfor %}
                )
            ) as first_mention,
            -- of several addresses it is not known which is the customer's own
            {% for column in addressed %}
                case
                    when min(mentions.{{ column }}) = max(mentions.{{ column }})
                    then min(mentions.{{ column }})
                end as {{ column }},
            {% endfor %}
            min(export_times.first_exported_at) as first_exported_at
        from mentions
        left join
            stg_ops__export_times as export_times
            on mentions.raw_table = export_times.raw_table
            and mentions.load_id = export_times.load_id
            and mentions.row_number = export_times.row_number
        group by mentions.source_system, mentions.object, mentions.source_id
    ),

    final as (select * exclude (first_mention), first_mention.* exclude (is_unnamed) from found)

select *
from final
