{% set place = ["raw_table", "source_file", "row_number", "load_id"] %}
{% set tracked = ["stage_id", "category", "source_amount", "currency", "amount", "probability"] %}
{% set tracked = tracked + ["owner_employee_id", "expected_close_date"] %}

with
    int_opportunities as (select * from {{ ref("int_opportunities") }}),
    int_opportunity_moments as (select * from {{ ref("int_opportunity_moments") }}),
    int_opportunity_states as (select * from {{ ref("int_opportunity_states") }}),
    int_opportunity_stage_visits as (select * from {{ ref("int_opportunity_stage_visits") }}),
    dim_sales_stage as (select * from {{ ref("dim_sales_stage") }}),

    stages as (
        select
            moments.*,
            opportunities.source_system,
            opportunities.source_id,
            case
                when moments.is_last or moments.is_after_closing
                then opportunities.category
                -- one that was opened again at the stage at which it was closed
                when states.stated_category in ('won', 'lost')
                then states.stated_category
                when visits.is_observed
                then stages.category
                else 'open'
            end as category,
            -- an opportunity whose closed stage is all that is known was at an unknown one before
            case
                when
                    moments.is_last
                    or moments.is_after_closing
                    or visits.is_observed
                    or stages.category = 'open'
                then visits.stage_id
            end as stage_id
        from int_opportunity_moments as moments
        inner join
            int_opportunities as opportunities
            on moments.opportunity_id = opportunities.opportunity_id
        inner join
            int_opportunity_states as states
            on moments.opportunity_id = states.opportunity_id
            and moments.version_number = states.version_number
        left join
            int_opportunity_stage_visits as visits
            on moments.opportunity_id = visits.opportunity_id
            and moments.visit_number = visits.visit_number
        left join dim_sales_stage as stages on visits.stage_id = stages.stage_id
    ),

    states as (
        select
            stages.*,
            coalesce(dim_sales_stage.stage, 'unknown') as stage,
            states.amount,
            states.source_amount,
            states.currency,
            cast(
                case
                    when stages.category = 'won'
                    then 1
                    when stages.category = 'lost'
                    then 0
                    when states.stage_id = stages.stage_id and states.category = 'open'
                    then coalesce(states.probability, dim_sales_stage.probability)
                    else dim_sales_stage.probability
                end as decimal(9, 6)
            ) as probability,
            states.owner_employee_id,
            states.expected_close_date,
            {{ "states." ~ place | join(", states.") }}
        from stages
        inner join
            int_opportunity_states as states
            on stages.opportunity_id = states.opportunity_id
            and stages.version_number = states.version_number
        left join dim_sales_stage on stages.stage_id = dim_sales_stage.stage_id
    ),

    changes as (
        select *
        from states
        window history as (partition by opportunity_id order by valid_from)
        qualify
            {% for column in tracked %}
                {{ column }} is distinct from lag({{ column }}) over history or
            {% endfor %}
            row_number() over history = 1
    ),

    final as (
        select
            {{
                surrogate_key(
                    "source_system", "'opportunity_history'", "source_id || '|' || valid_from"
                )
            }} as opportunity_history_id,
            opportunity_id,
            source_system,
            source_id,
            valid_from,
            lead(valid_from) over history as valid_to,
            lead(valid_from) over history is null as is_current,
            stage_id,
            stage,
            category,
            amount,
            source_amount,
            currency,
            '{{ var("reporting_currency") }}' as reporting_currency,
            probability,
            owner_employee_id,
            expected_close_date,
            {{ place | join(", ") }}
        from changes
        window history as (partition by opportunity_id order by valid_from)
    )

select *
from final
