with
    int_customers_unioned as (select * from {{ ref("int_customers_unioned") }}),
    int_leads_unioned as (select * from {{ ref("int_leads_unioned") }}),
    int_opportunities_unioned as (select * from {{ ref("int_opportunities_unioned") }}),
    int_references as (select * from {{ ref("int_references") }}),
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

    -- mentioned by an order, an opportunity or a lead, but listed in no export
    unlisted as (
        select
            int_references.source_system,
            int_references.object as source_table,
            int_references.source_id,
            int_references.name as customer_name,
            int_references.email,
            int_references.phone,
            int_references.country,
            int_references.province,
            int_references.city,
            case
                when int_references.object in ('accounts', 'companies', 'organizations')
                then 'organisation'
                when
                    int_references.object in ('contacts', 'persons', 'requesters', 'respondents')
                then 'person'
            end as exported_type,
            false as is_deleted,
            int_references.raw_table,
            int_references.source_file,
            int_references.row_number,
            int_references.load_id
        from int_references
        inner join
            int_members
            on int_references.source_system = int_members.source_system
            and int_references.object = int_members.object
            and int_references.source_id = int_members.source_id
        where
            int_references.object not in ('products', 'employees', 'campaigns')
            and not int_members.is_listed
    ),

    records as (
        select *, false as is_lead, true as is_listed
        from int_customers_unioned
        union all by name
        select *, true as is_lead, true as is_listed
        from leads
        union all by name
        select *, false as is_lead, false as is_listed
        from unlisted
    ),

    final as (
        select
            records.*,
            {{
                surrogate_key(
                    "records.source_system", "records.source_table", "records.source_id"
                )
            }} as record_id,
            case
                when records.linked_table = 'leads'
                then
                    {{
                        surrogate_key(
                            "records.source_system", "'leads'", "records.linked_source_id"
                        )
                    }}
                else linked.member_id
            end as linked_record_id,
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
