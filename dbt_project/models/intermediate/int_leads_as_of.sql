with
    int_leads as (select * from {{ ref("int_leads") }}),
    as_of as (select * from {{ ref("as_of") }}),

    final as (
        select
            int_leads.lead_id,
            int_leads.source_system,
            int_leads.customer_id,
            int_leads.campaign_id,
            int_leads.owner_employee_id,
            int_leads.source,
            int_leads.created_date,
            {% for stage in ["contacted", "qualified", "converted", "disqualified"] %}
                is_{{ stage }} and {{ has_happened(stage ~ "_date") }} as is_{{ stage }},
                case
                    when {{ has_happened(stage ~ "_date") }} then {{ stage }}_date
                end as {{ stage }}_date,
            {% endfor %}
            as_of.as_of_date
        from int_leads
        cross join as_of
        where {{ has_happened("int_leads.created_date") }}
    )

select *
from final
