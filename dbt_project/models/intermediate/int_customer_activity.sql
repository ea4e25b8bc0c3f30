with
    int_orders_as_of as (select * from {{ ref("int_orders_as_of") }}),
    int_opportunities_as_of as (select * from {{ ref("int_opportunities_as_of") }}),
    int_tickets as (select * from {{ ref("int_tickets") }}),
    int_survey_responses as (select * from {{ ref("int_survey_responses") }}),
    int_interactions as (select * from {{ ref("int_interactions") }}),
    as_of as (select * from {{ ref("as_of") }}),

    events as (
        select
            customer_id,
            'order' as kind,
            ordered_at as happened_at,
            order_date as happened_date,
            true as has_bought
        from int_orders_as_of
        union all by name
        select
            customer_id,
            'opportunity' as kind,
            created_date as happened_date,
            category = 'won' as has_bought
        from int_opportunities_as_of
        -- who asks, answers or is called may have a record of a later day only
        {% for model, event in {
                "int_tickets": "opened",
                "int_survey_responses": "responded",
                "int_interactions": "occurred",
            }.items() %}
            union all by name
            select
                customer_id,
                'contact' as kind,
                {{ event }}_at as happened_at,
                {{ event }}_date as happened_date,
                false as has_bought
            from {{ model }}
            cross join as_of
            where
                {{ has_happened(event ~ "_date") }} {{ "and is_completed" if event == "occurred" }}
        {% endfor %}
    ),

    final as (
        select
            customer_id,
            min(happened_at) filter (where kind = 'order') as first_order_at,
            min(happened_date) filter (where kind = 'order') as first_order_date,
            min(happened_at) as first_activity_at,
            min(happened_date) as first_activity_date,
            bool_or(coalesce(has_bought, false)) as is_customer
        from events
        group by customer_id
    )

select *
from final
