with
    int_leads_as_of as (select * from {{ ref("int_leads_as_of") }}),
    int_opportunity_leads as (select * from {{ ref("int_opportunity_leads") }}),
    int_opportunities_as_of as (select * from {{ ref("int_opportunities_as_of") }}),
    int_customer_cuts as (select * from {{ ref("int_customer_cuts") }}),
    funnel_stages as (select * from {{ ref("funnel_stages") }}),

    -- a lead with its opportunities, or an opportunity that came without a lead; one of several
    -- leads is worth something to its own lead only
    entries as (
        select
            coalesce(leads.lead_id, opportunities.opportunity_id) as entry_id,
            coalesce(leads.source_system, opportunities.source_system) as source_system,
            leads.lead_id,
            leads.created_date as lead_date,
            leads.source as lead_source,
            leads.customer_id as lead_customer_id,
            leads.owner_employee_id as lead_owner_id,
            {% for step in ["contacted", "qualified", "converted", "disqualified"] %}
                leads.{{ step }}_date, coalesce(leads.is_{{ step }}, false) as is_{{ step }},
            {% endfor %}
            opportunities.* exclude (lead_id, source_system, amount),
            case when links.is_own is not false then opportunities.amount end as amount
        from int_leads_as_of as leads
        left join int_opportunity_leads as links on leads.lead_id = links.lead_id
        full outer join
            int_opportunities_as_of as opportunities
            on links.opportunity_id = opportunities.opportunity_id
    ),

    -- won if one of its opportunities was won, lost if all were
    merged as (
        select
            entry_id,
            min(source_system) as source_system,
            min(lead_id) as lead_id,
            coalesce(
                min(lead_date), min(created_date) filter (where lead_id is null)
            ) as created_date,
            coalesce(
                min(lead_source),
                min_by(source, coalesce(created_date, date '9999-12-31')) filter (
                    where source is not null
                )
            ) as source,
            {% for column, otherwise in {
                "customer_id": "min(lead_customer_id)",
                "owner_employee_id": "min(lead_owner_id)",
                "product_id": "'unknown'",
            }.items() %}
                coalesce(
                    min_by(
                        {{ column }}, (coalesce(created_date, date '9999-12-31'), opportunity_id)
                    ) filter (where opportunity_id is not null),
                    {{ otherwise }}
                ) as {{ column }},
            {% endfor %}
            min(contacted_date) as contacted_date,
            min(qualified_date) as qualified_date,
            coalesce(min(created_date), min(converted_date)) as opportunity_date,
            min(closed_date) filter (where category = 'won') as won_date,
            bool_or(is_contacted) as is_contacted,
            bool_or(is_qualified) as is_qualified,
            bool_or(is_converted) or count(opportunity_id) > 0 as is_opportunity,
            coalesce(bool_or(category = 'won'), false) as is_won,
            if(
                count(opportunity_id) > 0, bool_and(category = 'lost'), bool_or(is_disqualified)
            ) as is_lost,
            coalesce(sum(regress_count), 0) as regress_count,
            if(
                bool_or(category = 'won'), sum(amount) filter (where category = 'won'), sum(amount)
            ) as amount
        from entries
        group by entry_id
    ),

    staged as (
        select
            *,
            greatest(
                if(is_won, 5, 1),
                if(is_opportunity, 4, 1),
                if(is_qualified, 3, 1),
                if(is_contacted, 2, 1)
            ) as furthest_stage_order
        from merged
    ),

    final as (
        select
            staged.entry_id,
            staged.source_system,
            staged.lead_id,
            coalesce(staged.source, 'unknown') as source,
            staged.customer_id,
            cuts.region,
            cuts.channel,
            {{ owner_or_customers("staged.owner_employee_id") }} as owner_employee_id,
            staged.product_id,
            cast(date_trunc('month', staged.created_date) as date) as cohort_month,
            staged.created_date,
            staged.contacted_date,
            staged.qualified_date,
            staged.opportunity_date,
            staged.won_date,
            funnel_stages.stage as furthest_stage,
            staged.furthest_stage_order,
            case
                when staged.is_won then 'won' when staged.is_lost then 'lost' else 'open'
            end as outcome,
            cast(staged.regress_count as integer) as regress_count,
            cast(staged.amount as decimal(18, 2)) as amount
        from staged
        inner join int_customer_cuts as cuts on staged.customer_id = cuts.customer_id
        inner join funnel_stages on staged.furthest_stage_order = funnel_stages.stage_order
    )

select *
from final
