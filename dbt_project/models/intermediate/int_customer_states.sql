{% set attributes = [
    "street",
    "postal_code",
    "city",
    "province",
    "country",
    "industry",
    "company_size",
    "acquisition_channel",
    "loyalty_tier",
    "has_marketing_consent",
    "is_deleted",
    "created_at",
    "created_date",
    "source_file",
    "row_number",
] %}

with
    int_customer_ranked as (select * from {{ ref("int_customer_ranked") }}),
    int_customer_versions as (select * from {{ ref("int_customer_versions") }}),
    int_members as (select * from {{ ref("int_members") }}),

    -- leads, and customers that are only mentioned, have the one state that is known
    latest as (
        select
            ranked.record_id,
            ranked.customer_id,
            ranked.source_system,
            ranked.customer_type,
            ranked.record_type,
            ranked.is_listed,
            ranked.is_lead,
            {% for column in attributes %} ranked.{{ column }}, {% endfor %}
            ranked.owner_employee_id,
            ranked.exported_at,
            coalesce(
                versions.exported_at, ranked.exported_at, timestamp '1970-01-01 00:00:00'
            ) as known_at,
            true as is_latest
        from int_customer_ranked as ranked
        left join
            int_customer_versions as versions
            on ranked.raw_table = versions.raw_table
            and ranked.load_id = versions.load_id
            and ranked.row_number = versions.row_number
    ),

    records as (
        select distinct
            record_id, customer_id, source_system, customer_type, record_type, is_listed, is_lead
        from latest
    ),

    earlier as (
        select
            records.*,
            {% for column in attributes %} versions.{{ column }}, {% endfor %}
            owners.member_id as owner_employee_id,
            versions.exported_at,
            versions.exported_at as known_at,
            false as is_latest
        from int_customer_versions as versions
        inner join
            records
            on records.record_id
            = {{
                surrogate_key(
                    "versions.source_system", "versions.source_table", "versions.source_id"
                )
            }}
        left join
            int_members as owners
            on versions.source_system = owners.source_system
            and owners.object = 'employees'
            and versions.owner_source_id = owners.source_id
        where not versions.is_latest
    ),

    states as (
        select *
        from latest
        union all by name
        select *
        from earlier
    ),

    -- the first state of a record is all that is known of it since it was created
    final as (
        select
            * exclude (known_at, is_latest),
            case
                when row_number() over states_of_record > 1
                then known_at
                else least(coalesce(created_at, {{ start_of_day("created_date") }}), known_at)
            end as valid_from,
            lead(known_at) over states_of_record as valid_to
        from states
        window
            states_of_record as (
                partition by record_id order by is_latest, known_at, source_file desc, row_number
            )
    )

select *
from final
