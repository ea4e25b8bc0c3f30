{# the scale of a kind where its export does not say: lowest and highest score #}
{% set scales = {"nps": [0, 10], "csat": [1, 5], "ces": [1, 7]} %}

with
    int_survey_responses_unioned as (select * from {{ ref("int_survey_responses_unioned") }}),
    int_tickets as (select * from {{ ref("int_tickets") }}),
    int_members as (select * from {{ ref("int_members") }}),
    customer_identity as (select * from {{ ref("customer_identity") }}),

    -- the rating of a ticket is a response, given on no known day but not before the solution
    ratings as (
        select
            source_system,
            source_id,
            'csat' as kind,
            customer_table,
            customer_source_id,
            source_id as ticket_source_id,
            order_source_id,
            channel,
            csat as score,
            csat_min as scale_min,
            csat_max as scale_max,
            coalesce(resolved_date, closed_date, opened_date) as responded_date,
            source_file,
            row_number,
            load_id,
            loaded_at,
            landed_date,
            raw_table
        from int_tickets
        where csat is not null
    ),

    responses as (
        select *, 'survey_responses' as source_object
        from int_survey_responses_unioned
        union all by name
        select *, 'ticket_ratings' as source_object
        from ratings
    ),

    scaled as (
        select
            * exclude (scale_min, scale_max),
            {{ surrogate_key("source_system", "source_object", "source_id") }} as response_id,
            {% for bound in ["min", "max"] %}
                coalesce(
                    scale_{{ bound }},
                    case
                        kind
                        {% for kind, scale in scales.items() %}
                            when '{{ kind }}' then {{ scale[0 if bound == "min" else 1] }}
                        {% endfor %}
                    end
                ) as scale_{{ bound }},
            {% endfor %}
        from responses
    ),

    final as (
        select
            scaled.*,
            {{ surrogate_key("scaled.source_system", "scaled.kind", "scaled.response_id") }}
            as survey_response_id,
            {{ surrogate_key("scaled.source_system", "'tickets'", "scaled.ticket_source_id") }}
            as mentioned_ticket_id,
            {{ surrogate_key("scaled.source_system", "'orders'", "scaled.order_source_id") }}
            as mentioned_order_id,
            {{ channel_id_of("scaled") }} as channel_id,
            coalesce(customer_identity.customer_id, 'unknown') as customer_id,
            {{ response_class("scaled") }} as response_class
        from
            scaled
            {{
                joined_members(
                    "scaled", {"customers": ("scaled.customer_table", "customer_source_id")}
                )
            }}
        left join customer_identity on customers.member_id = customer_identity.record_id
    )

select *
from final
