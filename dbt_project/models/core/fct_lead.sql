with
    int_leads as (select * from {{ ref("int_leads") }}),
    int_opportunity_leads as (select * from {{ ref("int_opportunity_leads") }}),
    fct_opportunity as (select * from {{ ref("fct_opportunity") }}),

    first_opportunities as (
        select
            links.lead_id,
            min_by(
                links.opportunity_id, (fct_opportunity.created_date, links.opportunity_id)
            ) as opportunity_id
        from int_opportunity_leads as links
        inner join fct_opportunity on links.opportunity_id = fct_opportunity.opportunity_id
        group by links.lead_id
    ),

    final as (
        select
            int_leads.lead_id,
            int_leads.source_system,
            int_leads.source_id,
            int_leads.customer_id,
            int_leads.created_at,
            int_leads.created_date,
            int_leads.contacted_at,
            int_leads.contacted_date,
            int_leads.qualified_at,
            int_leads.qualified_date,
            int_leads.converted_at,
            int_leads.converted_date,
            int_leads.disqualified_at,
            int_leads.disqualified_date,
            int_leads.status,
            int_leads.is_contacted,
            int_leads.is_qualified,
            int_leads.is_converted,
            int_leads.is_disqualified,
            int_leads.source,
            int_leads.campaign_id,
            int_leads.owner_employee_id,
            case
                when int_leads.is_converted or first_opportunities.lead_id is not null
                then int_leads.customer_id
            end as converted_customer_id,
            first_opportunities.opportunity_id as converted_opportunity_id
        from int_leads
        left join first_opportunities on int_leads.lead_id = first_opportunities.lead_id
    )

select *
from final
