with
    int_customer_records as (select * from {{ ref("int_customer_records") }}),
    int_customer_contact_points as (select * from {{ ref("int_customer_contact_points") }}),
    source_settings as (select * from {{ ref("stg_ops__source_settings") }}),

    records as (
        select
            int_customer_records.*,
            source_settings.time_zone,
            case
                when int_customer_records.customer_type = 'organisation'
                then int_customer_records.customer_name
                else
                    coalesce(
                        int_customer_records.linked_name,
                        int_customer_records.company_name,
                        accounts.customer_name
                    )
            end as organisation_name
        from int_customer_records
        left join
            source_settings on int_customer_records.source_system = source_settings.source_system
        left join
            int_customer_records as accounts
            on int_customer_records.linked_record_id = accounts.record_id
            and accounts.customer_type = 'organisation'
    ),

    texts as (
        {% for kind, text in {
            "email": "email",
            "phone": "phone",
            "tax_id": "tax_id",
            "domain": "coalesce(website, " ~ replaced("email", "^.*@", "@") ~ ")",
            "person_name": "case when customer_type <> 'organisation' then customer_name end",
            "organisation_name": "organisation_name",
        }.items() %}
            select
                record_id,
                '{{ kind }}' as kind,
                {{ text }} as text,
                {{ "country" if kind == "phone" else "null" }} as country,
                {{ "time_zone" if kind == "phone" else "null" }} as time_zone
            from records
            where {{ text }} is not null
            union all
        {% endfor %}
        select
            records.record_id,
            points.kind,
            points.text,
            if(points.kind = 'phone', records.country, null) as country,
            if(points.kind = 'phone', records.time_zone, null) as time_zone
        from records
        inner join int_customer_contact_points as points on records.record_id = points.record_id
    ),

    final as (select distinct * from texts)

select *
from final
