{% set address = ["street", "postal_code", "city", "province", "country"] %}

with
    int_customer_ranked as (select * from {{ ref("int_customer_ranked") }}),
    customer_identity as (select * from {{ ref("customer_identity") }}),
    int_customer_activity as (select * from {{ ref("int_customer_activity") }}),

    merged as (
        select
            customer_id,
            min(customer_type) as customer_type,
            bool_and(is_lead) as is_only_lead,
            min(created_at) as first_created_at,
            min(created_date) as first_created_date,
            -- its own, else that of its first lead, unless it had bought before
            {% for column in [
                "acquisition_channel",
                "acquisition_channel_id",
                "acquisition_campaign_id",
            ] %}
                min_by(
                    {{ column }},
                    (is_lead, coalesce(created_date, 'infinity'::date), preference)
                ) filter (
                    where
                        {{ column }} is not null
                        and (not is_lead or coalesce(created_date <= first_order_date, true))
                ) as {{ column }},
            {% endfor %}
            {% for column in ["country", "province", "city"] %}
                {{ preferred(column, together=address) }} as {{ column }},
            {% endfor %}
            -- a contact's traits are not those of the organisation
            {% for column in ["gender", "birth_date"] %}
                min_by({{ column }}, preference) filter (
                    where {{ column }} is not null and record_type = customer_type
                ) as {{ column }},
            {% endfor %}
            {% for column in [
                "industry",
                "company_size",
                "owner_employee_id",
                "loyalty_tier",
                "has_marketing_consent",
                "preferred_channel",
            ] %}
                {{ preferred(column) }} as {{ column }}{{ "," if not loop.last }}
            {% endfor %}
        from int_customer_ranked
        left join int_customer_activity using (customer_id)
        group by customer_id
    ),

    final as (
        select
            merged.customer_id,
            customer_identity.source_system,
            customer_identity.source_table,
            customer_identity.source_id,
            merged.customer_type,
            coalesce(int_customer_activity.is_customer, false) as is_customer,
            merged.is_only_lead
            and not coalesce(int_customer_activity.is_customer, false) as is_prospect,
            least(
                merged.first_created_at, int_customer_activity.first_activity_at
            ) as first_seen_at,
            least(
                merged.first_created_date, int_customer_activity.first_activity_date
            ) as first_seen_date,
            int_customer_activity.first_order_at,
            int_customer_activity.first_order_date,
            merged.acquisition_channel,
            coalesce(merged.acquisition_channel_id, 'unknown') as acquisition_channel_id,
            coalesce(merged.acquisition_campaign_id, 'unknown') as acquisition_campaign_id,
            merged.country,
            merged.province,
            merged.city,
            coalesce(merged.province, merged.country) as region,
            merged.gender,
            {{ age_band("merged.birth_date") }} as age_band,
            merged.industry,
            merged.company_size,
            coalesce(merged.owner_employee_id, 'unknown') as owner_employee_id,
            merged.loyalty_tier,
            merged.has_marketing_consent,
            merged.preferred_channel
        from merged
        inner join customer_identity on merged.customer_id = customer_identity.record_id
        left join int_customer_activity on merged.customer_id = int_customer_activity.customer_id
        union all by name
        select
            'unknown' as customer_id,
            'unknown' as source_system,
            'unknown' as source_table,
            'unknown' as source_id,
            'unknown' as customer_type,
            false as is_customer,
            false as is_prospect,
            'unknown' as acquisition_channel_id,
            'unknown' as acquisition_campaign_id,
            'unknown' as owner_employee_id
    )

select *
from final
