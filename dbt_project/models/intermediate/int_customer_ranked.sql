with
    int_customer_records as (select * from {{ ref("int_customer_records") }}),
    customer_identity as (select * from {{ ref("customer_identity") }}),
    int_members as (select * from {{ ref("int_members") }}),
    stg_ops__export_times as (select * from {{ ref("stg_ops__export_times") }}),

    -- a customer is what any of its records says it is, an organisation before a person
    types as (
        select
            customer_identity.customer_id,
            case
                when bool_or(int_customer_records.customer_type = 'organisation')
                then 'organisation'
                when bool_or(int_customer_records.customer_type = 'person')
                then 'person'
                else 'unknown'
            end as customer_type
        from int_customer_records
        inner join customer_identity on int_customer_records.record_id = customer_identity.record_id
        group by customer_identity.customer_id
    ),

    records as (
        select
            int_customer_records.* exclude (customer_type),
            customer_identity.customer_id,
            int_customer_records.customer_type as record_type,
            types.customer_type,
            {{
                channel_key(
                    "int_customer_records.source_system",
                    "int_customer_records.acquisition_channel",
                )
            }} as acquisition_channel_id,
            campaigns.member_id as acquisition_campaign_id,
            owners.member_id as owner_employee_id,
            stg_ops__export_times.exported_at
        from int_customer_records
        inner join
            customer_identity
            on int_customer_records.record_id = customer_identity.record_id
            and customer_identity.customer_id <> 'unknown'
        inner join types on customer_identity.customer_id = types.customer_id
        left join
            int_members as campaigns
            on int_customer_records.source_system = campaigns.source_system
            and campaigns.object = 'campaigns'
            and int_customer_records.acquisition_campaign_source_id = campaigns.source_id
        left join
            int_members as owners
            on int_customer_records.source_system = owners.source_system
            and owners.object = 'employees'
            and int_customer_records.owner_source_id = owners.source_id
        left join
            stg_ops__export_times
            on int_customer_records.raw_table = stg_ops__export_times.raw_table
            and int_customer_records.load_id = stg_ops__export_times.load_id
            and int_customer_records.row_number = stg_ops__export_times.row_number
    ),

    final as (
        select
            *,
            row_number() over (
                partition by customer_id
                order by
                    is_deleted asc,
                    record_type = customer_type desc,
                    is_listed desc,
                    is_lead asc,
                    {{ trust("source_system") }} asc,
                    exported_at desc nulls last,
                    created_date asc nulls last,
                    record_id asc,
                    source_file asc,
                    row_number desc
            ) as preference
        from records
    )

select *
from final
