with
    int_customer_records as (select * from {{ ref("int_customer_records") }}),
    customer_identity as (select * from {{ ref("customer_identity") }}),
    int_members as (select * from {{ ref("int_members") }}),
    int_customer_activity as (select * from {{ ref("int_customer_activity") }}),
    records as (
        select customer_identity.customer_id, int_customer_records.*
        from int_customer_records
        inner join customer_identity on int_customer_records.record_id = customer_identity.record_id
    ),

    -- what its records say together
    merged as (
        select
            customer_id,
            min(created_at) as first_created_at,
            min(created_date) as first_created_date,
            min_by(acquisition_channel, coalesce(created_date, 'infinity'::date)) filter (
                where acquisition_channel is not null
            ) as acquisition_channel,
            min_by(
                acquisition_campaign_source_id, coalesce(created_date, 'infinity'::date)
            ) filter (where acquisition_campaign_source_id is not null)
            as acquisition_campaign_source_id
        from records
        group by customer_id
    ),

    -- the record the customer is named after
    own as (
        select *
        from records
        where record_id = customer_id
        qualify
            row_number() over (
                partition by record_id
                order by is_listed desc, loaded_at desc nulls last, source_file, row_number desc
            )
            = 1
    ),

    final as (
        select
            own.customer_id,
            own.source_system,
            own.source_table,
            own.source_id,
            own.customer_type,
            coalesce(int_customer_activity.is_customer, false) as is_customer,
            own.is_lead and not coalesce(int_customer_activity.is_customer, false) as is_prospect,
            least(
                merged.first_created_at, int_customer_activity.first_activity_at
            ) as first_seen_at,
            least(
                merged.first_created_date, int_customer_activity.first_activity_date
            ) as first_seen_date,
            int_customer_activity.first_order_at,
            int_customer_activity.first_order_date,
            coalesce(own.acquisition_channel, merged.acquisition_channel) as acquisition_channel,
            coalesce(campaigns.member_id, 'unknown') as acquisition_campaign_id,
            own.country,
            own.province,
            own.city,
            own.gender,
            {{ age_band("own.birth_date") }} as age_band,
            own.industry,
            own.company_size,
            coalesce(owners.member_id, 'unknown') as owner_employee_id,
            own.loyalty_tier,
            own.has_marketing_consent,
            own.preferred_channel
        from own
        inner join merged on own.customer_id = merged.customer_id
        left join int_customer_activity on own.customer_id = int_customer_activity.customer_id
        left join
            int_members as campaigns
            on own.source_system = campaigns.source_system
            and campaigns.object = 'campaigns'
            and merged.acquisition_campaign_source_id = campaigns.source_id
        left join
            int_members as owners
            on own.source_system = owners.source_system
            and owners.object = 'employees'
            and own.owner_source_id = owners.source_id
        union all by name
        select
            'unknown' as customer_id,
            'unknown' as source_system,
            'unknown' as source_table,
            'unknown' as source_id,
            'unknown' as customer_type,
            false as is_customer,
            false as is_prospect,
            'unknown' as acquisition_campaign_id,
            'unknown' as owner_employee_id
    )

select *
from final
