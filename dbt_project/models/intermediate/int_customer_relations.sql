with
    int_interactions_as_of as (select * from {{ ref("int_interactions_as_of") }}),
    int_tickets_as_of as (select * from {{ ref("int_tickets_as_of") }}),
    int_survey_responses_as_of as (select * from {{ ref("int_survey_responses_as_of") }}),
    int_opportunities_as_of as (select * from {{ ref("int_opportunities_as_of") }}),
    int_loyalty_balances as (select * from {{ ref("int_loyalty_balances") }}),

    -- of several at one moment, the one whose id comes last
    interactions as (
        select
            customer_id,
            count(*) as interactions,
            max(occurred_date) as last_interaction_date,
            arg_max(
                channel, (occurred_date, occurred_at, interaction_id)
            ) as last_interaction_channel
        from int_interactions_as_of
        where is_completed
        group by customer_id
    ),

    tickets as (
        select
            customer_id,
            count(*) as tickets,
            count(*) filter (not is_resolved) as open_tickets,
            count(*) filter (not is_resolved and kind = 'complaint') as open_complaints
        from int_tickets_as_of
        group by customer_id
    ),

    -- of several on one day, the one given last; of those of which nobody knows, the worst
    responses as (
        select
            customer_id,
            {% for kind in ["nps", "csat"] %}
                arg_max(usual_score, (responded_date, responded_at, - usual_score)) filter (
                    kind = '{{ kind }}'
                ) as last_{{ kind }}_score,
                max(responded_date) filter (kind = '{{ kind }}') as last_{{ kind }}_date,
            {% endfor %}
        from int_survey_responses_as_of
        where level is not null and responded_date is not null
        group by customer_id
    ),

    opportunities as (
        select
            customer_id,
            count(*) filter (category = 'open') as open_opportunities,
            cast(sum(amount) filter (category = 'open') as decimal(18, 2)) as open_amount,
            count(*) filter (category = 'won') as won_opportunities
        from int_opportunities_as_of
        group by customer_id
    ),

    points as (
        select
            customer_id,
            cast(sum(points + unexplained_points) as decimal(18, 2)) as points_balance,
            -- of several programmes, that of the one in which it has changed last
            nullif(
                arg_max(tier, (occurred_date, source_system, event_number)) filter (
                    tier <> coalesce(tier_before, 'none')
                ),
                'none'
            ) as loyalty_tier
        from int_loyalty_balances
        group by customer_id
    ),

    final as (
        select *
        from interactions
        full outer join tickets using (customer_id)
        full outer join responses using (customer_id)
        full outer join opportunities using (customer_id)
        full outer join points using (customer_id)
        where customer_id <> 'unknown'
    )

select *
from final
