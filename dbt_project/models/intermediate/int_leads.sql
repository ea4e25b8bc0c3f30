with
    int_leads_unioned as (select * from {{ ref("int_leads_unioned") }}),
    int_members as (select * from {{ ref("int_members") }}),
    customer_identity as (select * from {{ ref("customer_identity") }}),
    lead_statuses as (select * from {{ ref("lead_statuses") }}),

    latest as (
        select
            *,
            {{ surrogate_key("source_system", "'leads'", "source_id") }} as lead_id,
            coalesce(status, case when is_converted then 'converted' end) as known_status
        from int_leads_unioned
        where not is_deleted
        qualify
            row_number() over (
                partition by source_system, source_id order by loaded_at desc, row_number desc
            )
            = 1
    ),

    final as (
        select
            latest.* exclude (is_converted),
            customer_identity.customer_id,
            coalesce(campaigns.member_id, 'unknown') as campaign_id,
            coalesce(owners.member_id, 'unknown') as owner_employee_id,
            lead_statuses.stage as status_stage,
            latest.contacted_date is not null
            or coalesce(lead_statuses.stage in ('contacted', 'qualified'), false) as is_contacted,
            latest.qualified_date is not null
            or coalesce(lead_statuses.stage = 'qualified', false) as is_qualified,
            -- a status is words; what the export says of the conversion itself counts before it
            coalesce(latest.is_converted, lead_statuses.stage = 'converted', false) as is_converted,
            latest.disqualified_date is not null
            or coalesce(lead_statuses.stage = 'disqualified', false) as is_disqualified
        from latest
        left join customer_identity on latest.lead_id = customer_identity.record_id
        left join
            int_members as campaigns
            on latest.source_system = campaigns.source_system
            and campaigns.object = 'campaigns'
            and latest.campaign_source_id = campaigns.source_id
        left join
            int_members as owners
            on latest.source_system = owners.source_system
            and owners.object = 'employees'
            and latest.owner_source_id = owners.source_id
        left join lead_statuses on lower(latest.known_status) = lower(lead_statuses.lead_status)
    )

select *
from final
