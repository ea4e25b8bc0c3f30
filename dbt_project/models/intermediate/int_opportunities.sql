with
    int_opportunities_unioned as (select * from {{ ref("int_opportunities_unioned") }}),
    int_opportunity_leads as (select * from {{ ref("int_opportunity_leads") }}),
    int_leads as (select * from {{ ref("int_leads") }}),
    int_members as (select * from {{ ref("int_members") }}),
    customer_identity as (select * from {{ ref("customer_identity") }}),
    dim_sales_stage as (select * from {{ ref("dim_sales_stage") }}),

    opportunities as (
        select
            *,
            {{ surrogate_key("source_system", "'opportunities'", "source_id") }} as opportunity_id,
            {{ stage_key() }} as stage_id,
            {{ exchange_rate("int_opportunities_unioned", "created_date") }} as reporting_rate
        from int_opportunities_unioned
    ),

    joined as (
        select
            opportunities.*,
            int_opportunity_leads.lead_id,
            coalesce(
                customer_identity.customer_id, int_leads.customer_id, 'unknown'
            ) as customer_id,
            coalesce(owners.member_id, 'unknown') as owner_employee_id,
            coalesce(products.member_id, 'unknown') as product_id,
            coalesce(campaigns.member_id, 'unknown') as campaign_id,
            -- what the export itself says of winning and losing wins over the name of the stage
            coalesce(opportunities.exported_category, dim_sales_stage.category) as category,
            dim_sales_stage.probability as stage_probability
        from opportunities
        left join
            int_opportunity_leads
            on opportunities.opportunity_id = int_opportunity_leads.opportunity_id
            and int_opportunity_leads.is_own
        left join int_leads on int_opportunity_leads.lead_id = int_leads.lead_id
        left join dim_sales_stage on opportunities.stage_id = dim_sales_stage.stage_id
        left join
            int_members as customers
            on opportunities.source_system = customers.source_system
            and opportunities.customer_table = customers.object
            and opportunities.customer_source_id = customers.source_id
        left join customer_identity on customers.member_id = customer_identity.record_id
        {% for object, key in {
                "employees": ("owners", "owner_source_id"),
                "products": ("products", "product_source_id"),
                "campaigns": ("campaigns", "campaign_source_id"),
            }.items() %}
            left join
                int_members as {{ key[0] }}
                on opportunities.source_system = {{ key[0] }}.source_system
                and {{ key[0] }}.object = '{{ object }}'
                and opportunities.{{ key[1] }} = {{ key[0] }}.source_id
        {% endfor %}
    ),

    final as (
        select
            * exclude (amount, probability, closed_at, closed_date, expected_close_date, source),
            amount as source_amount,
            {{ in_reporting_currency("amount", "reporting_rate") }} as amount,
            cast(
                case
                    category
                    when 'won'
                    then 1
                    when 'lost'
                    then 0
                    else coalesce(probability, stage_probability)
                end as decimal(9, 6)
            ) as probability,
            case when category <> 'open' then closed_at end as closed_at,
            case when category <> 'open' then closed_date end as closed_date,
            -- the close date of an open opportunity is an expectation
            coalesce(
                expected_close_date, case when category = 'open' then closed_date end
            ) as expected_close_date,
            source
        from joined
    )

select *
from final
