with
    int_opportunities_as_of as (select * from {{ ref("int_opportunities_as_of") }}),
    int_opportunity_history_as_of as (select * from {{ ref("int_opportunity_history_as_of") }}),
    int_leads_as_of as (select * from {{ ref("int_leads_as_of") }}),
    int_customer_cuts as (select * from {{ ref("int_customer_cuts") }}),
    fct_opportunity as (select * from {{ ref("fct_opportunity") }}),
    dim_sales_stage as (select * from {{ ref("dim_sales_stage") }}),
    dim_employee as (select * from {{ ref("dim_employee") }}),

    history as (select * from int_opportunity_history_as_of where until_date is null),

    -- the stage of its history, else its own; none of a time when it was not won or lost yet
    states as (
        select
            opportunities.* replace (leads.lead_id as lead_id),
            records.pipeline,
            records.expected_close_date,
            {% for column in ["stage_id", "stage", "probability"] %}
                case
                    opportunities.category
                    when history.category
                    then history.{{ column }}
                    when records.category
                    then records.{{ column }}
                end as {{ column }},
            {% endfor %}
        from int_opportunities_as_of as opportunities
        inner join
            fct_opportunity as records on opportunities.opportunity_id = records.opportunity_id
        left join int_leads_as_of as leads on opportunities.lead_id = leads.lead_id
        left join history on opportunities.opportunity_id = history.opportunity_id
    ),

    owned as (
        select
            states.* replace (
                {{ owner_or_customers("states.owner_employee_id") }} as owner_employee_id
            ),
            cuts.region,
            cuts.channel
        from states
        inner join int_customer_cuts as cuts on states.customer_id = cuts.customer_id
    ),

    final as (
        select
            owned.opportunity_id,
            owned.as_of_date,
            owned.source_system,
            owned.customer_id,
            owned.lead_id,
            owned.region,
            owned.channel,
            owned.owner_employee_id,
            coalesce(dim_employee.team, 'unknown') as team,
            owned.product_id,
            coalesce(owned.source, 'unknown') as source,
            coalesce(dim_sales_stage.pipeline, owned.pipeline) as pipeline,
            owned.stage_id,
            coalesce(owned.stage, 'unknown') as stage,
            owned.category,
            owned.created_date,
            owned.closed_date,
            owned.expected_close_date,
            owned.amount,
            case
                when owned.closed_date >= owned.created_date
                then cast(owned.closed_date - owned.created_date as integer)
            end as days_to_close,
            owned.probability
        from owned
        inner join dim_employee on owned.owner_employee_id = dim_employee.employee_id
        left join dim_sales_stage on owned.stage_id = dim_sales_stage.stage_id
    )

select *
from final
