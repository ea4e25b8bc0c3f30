{% set members = {
    "customers": ("interactions.customer_table", "customer_source_id"),
    "accounts": ("'accounts'", "related_source_id"),
    "employees": ("'employees'", "employee_source_id"),
    "campaigns": ("'campaigns'", "campaign_source_id"),
} %}

with
    int_interactions_unioned as (select * from {{ ref("int_interactions_unioned") }}),
    int_members as (select * from {{ ref("int_members") }}),
    int_leads as (select * from {{ ref("int_leads") }}),
    int_opportunities as (select * from {{ ref("int_opportunities") }}),
    customer_identity as (select * from {{ ref("customer_identity") }}),
    interaction_channels as (select * from {{ ref("interaction_channels") }}),

    -- a meeting in a calendar has no status: it took place unless its day was still to come when
    -- it was exported
    interactions as (
        select
            * exclude (is_completed),
            coalesce(is_completed, occurred_date <= landed_date, false) as is_completed
        from int_interactions_unioned
        where reason_excluded is null
    ),

    final as (
        select
            interactions.* exclude (occurred_at, occurred_date, direction, is_planned),
            {{
                surrogate_key(
                    "interactions.source_system",
                    "interactions.raw_table",
                    "interactions.source_id",
                )
            }} as interaction_id,
            case when interactions.is_completed then interactions.occurred_at end as occurred_at,
            case
                when interactions.is_completed then interactions.occurred_date
            end as occurred_date,
            coalesce(interactions.is_planned, false) as is_planned,
            case
                when interactions.direction in ('inbound', 'outbound') then interactions.direction
            end as direction,
            coalesce(interaction_channels.contact_channel, 'other') as contact_channel,
            {{ channel_id_of("interactions") }} as channel_id,
            int_leads.lead_id,
            int_opportunities.opportunity_id,
            coalesce(
                identities.customer_id,
                int_opportunities.customer_id,
                int_leads.customer_id,
                'unknown'
            ) as customer_id,
            coalesce(employees.member_id, 'unknown') as employee_id,
            coalesce(campaigns.member_id, 'unknown') as campaign_id
        from interactions {{ joined_members("interactions", members) }}
        left join
            customer_identity as identities
            on coalesce(
                customers.member_id, case when accounts.is_listed then accounts.member_id end
            )
            = identities.record_id
        left join
            int_leads
            on interactions.source_system = int_leads.source_system
            and interactions.lead_source_id = int_leads.source_id
        left join
            int_opportunities
            on interactions.source_system = int_opportunities.source_system
            and interactions.opportunity_source_id = int_opportunities.source_id
        left join
            interaction_channels
            on lower(trim(interactions.channel)) = interaction_channels.exported
    )

select *
from final
