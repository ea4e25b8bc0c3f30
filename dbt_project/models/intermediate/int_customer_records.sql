with
    int_customers_unioned as (select * from {{ ref("int_customers_unioned") }}),
    int_leads_unioned as (select * from {{ ref("int_leads_unioned") }}),
    int_opportunities_unioned as (select * from {{ ref("int_opportunities_unioned") }}),
    int_customer_mentions as (select * from {{ ref("int_customer_mentions") }}),
    int_members as (select * from {{ ref("int_members") }}),
    customer_types as (select * from {{ ref("customer_types") }}),

    -- a lead is the customer it was converted to, else the customer of the opportunity that names
    -- it
    opportunity_customers as (
        select
            source_system,
            lead_source_id,
            min(customer_table) as linked_table,
            min(customer_source_id) as linked_source_id
        from int_opportunities_unioned
        where lead_source_id is not null and customer_source_id is not null
        group by source_system, lead_source_id
    ),

    leads as (
        select
            leads.* exclude (lead_name, source, campaign_source_id) replace (
                coalesce(leads.linked_table, opportunity_customers.linked_table) as linked_table,
                coalesce(
                    leads.linked_source_id, opportunity_customers.linked_source_id
                ) as linked_source_id
            ),
            'leads' as source_table,
            coalesce(leads.lead_name, leads.company_name) as customer_name,
            case
                when leads.lead_name is not null
                then 'person'
                when leads.company_name is not null
                then 'organisation'
            end as exported_type,
            leads.source as acquisition_channel,
            leads.campaign_source_id as acquisition_campaign_source_id
        from int_leads_unioned as leads
        left join
            opportunity_customers
            on leads.source_system = opportunity_customers.source_system
            and leads.source_id = opportunity_customers.lead_source_id
    ),

    records as (
        select *, false as is_lead, true as is_listed
        from int_customers_unioned
        union all by name
        select *, true as is_lead, true as is_listed
        from leads
        union all by name
        select *, false as is_lead, false as is_listed
        from int_customer_mentions
    ),

    final as (
        select
            records.*,
            {{
                surrogate_key(
                    "records.source_system", "records.source_table", "records.source_id"
                )
            }} as record_id,
            -- a link to itself says nothing
            nullif(
                case
                    when records.linked_table = 'leads'
                    then
                        {{
                            surrogate_key(
                                "records.source_system", "'leads'", "records.linked_source_id"
                            )
                        }}
                    else linked.member_id
                end,
                {{
                    surrogate_key(
                        "records.source_system", "records.source_table", "records.source_id"
                    )
                }}
            ) as linked_record_id,
            coalesce(
                customer_types.customer_type,
                case
                    when records.gender is not null or records.birth_date is not null
                    then 'person'
                    when
                        coalesce(
                            records.industry, records.company_size, records.website, records.tax_id
                        )
                        is not null
                    then 'organisation'
                    else 'unknown'
                end
            ) as customer_type
        from records
        left join
            int_members as linked
            on records.source_system = linked.source_system
            and records.linked_table = linked.object
            and records.linked_source_id = linked.source_id
        left join
            customer_types on lower(trim(records.exported_type)) = customer_types.exported_type
    )

select *
from final
