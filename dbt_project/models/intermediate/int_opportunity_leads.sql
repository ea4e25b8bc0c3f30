{% set mention = "int_leads.converted_opportunity_source_id" %}

with
    int_opportunities_unioned as (select * from {{ ref("int_opportunities_unioned") }}),
    int_leads as (select * from {{ ref("int_leads") }}),
    named as ({{ named_once("int_opportunities_unioned", "opportunity_name", mention) }}),

    -- the opportunity names its lead, or the lead the opportunity it was converted to
    links as (
        select opportunities.source_system, opportunities.source_id, int_leads.lead_id
        from int_opportunities_unioned as opportunities
        inner join
            int_leads
            on opportunities.source_system = int_leads.source_system
            and opportunities.lead_source_id = int_leads.source_id
        union all
        select named.source_system, named.source_id, int_leads.lead_id
        from named
        inner join
            int_leads
            on named.source_system = int_leads.source_system
            and named.name_key = int_leads.converted_opportunity_source_id
        union all
        select source_system, converted_opportunity_source_id as source_id, lead_id
        from int_leads
        where converted_opportunity_source_id is not null
    ),

    final as (
        select
            source_system,
            source_id,
            {{ surrogate_key("source_system", "'opportunities'", "source_id") }} as opportunity_id,
            min(lead_id) as lead_id
        from links
        group by source_system, source_id
    )

select *
from final
