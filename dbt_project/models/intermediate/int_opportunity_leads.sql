{% set mention = "int_leads.converted_opportunity_source_id" %}

with
    int_opportunities_unioned as (select * from {{ ref("int_opportunities_unioned") }}),
    int_leads as (select * from {{ ref("int_leads") }}),
    named as ({{ named_once("int_opportunities_unioned", "opportunity_name", mention) }}),

    -- the opportunity names its lead, or leads the opportunity they were converted to
    links as (
        select source_system, source_id, lead_source_id, 0 as rank
        from int_opportunities_unioned
        union all
        select
            int_leads.source_system,
            coalesce(named.source_id, {{ mention }}) as source_id,
            int_leads.source_id as lead_source_id,
            1 as rank
        from int_leads
        left join
            named
            on int_leads.source_system = named.source_system
            and {{ mention }} = named.name_key
        where {{ mention }} is not null
    ),

    final as (
        select
            links.source_system,
            links.source_id,
            {{ surrogate_key("links.source_system", "'opportunities'", "links.source_id") }}
            as opportunity_id,
            int_leads.lead_id,
            row_number() over (
                partition by links.source_system, links.source_id
                order by min(links.rank), min(int_leads.created_date) nulls last, int_leads.lead_id
            )
            = 1 as is_own
        from links
        inner join
            int_leads
            on links.source_system = int_leads.source_system
            and links.lead_source_id = int_leads.source_id
        group by links.source_system, links.source_id, int_leads.lead_id
    )

select *
from final
