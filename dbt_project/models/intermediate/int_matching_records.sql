{# none where nobody asked for proposals: they cost minutes where there are many records #}
{% set wanted = "true" if var("identity_proposals") else "false" %}

with
    int_customer_records as (select * from {{ ref("int_customer_records") }}),
    int_customer_values as (select * from {{ ref("int_customer_values") }}),
    int_shared_marks as (select * from {{ ref("int_shared_marks") }}),

    -- what many share says nothing about who they are
    compared as (
        select int_customer_values.*
        from int_customer_values
        anti join
            int_shared_marks
            on int_customer_values.kind = int_shared_marks.match_rule
            and int_customer_values.value = int_shared_marks.value
    ),

    known as (
        select
            record_id,
            {% for kind in ["person_name", "organisation_name", "email", "phone", "tax_id"] %}
                max(value) filter (where kind = '{{ kind }}') as {{ kind }},
            {% endfor %}
            max(value) filter (where kind = 'domain') as domain
        from compared
        group by record_id
    ),

    records as (
        select
            int_customer_records.record_id,
            int_customer_records.customer_type,
            case
                when int_customer_records.customer_type = 'person'
                then {{ name_parts("int_customer_records.customer_name") }}
            end as name_parts,
            int_customer_records.birth_date,
            -- one that is mistyped may still be like another
            coalesce(known.email, lower(trim(int_customer_records.email))) as email,
            lower(trim(int_customer_records.city)) as city,
            known.* exclude (record_id, email)
        from int_customer_records
        left join known on int_customer_records.record_id = known.record_id
        where {{ wanted }} and not int_customer_records.is_deleted
    ),

    final as (
        select
            record_id,
            customer_type,
            person_name,
            name_parts[1] as given_name,
            case when len(name_parts) > 1 then name_parts[-1] end as family_name,
            strftime(birth_date, '%Y-%m-%d') as birth_date,
            strftime(birth_date, '%Y') as birth_year,
            email,
            nullif(split_part(email, '@', 1), '') as email_name,
            phone,
            nullif(city, '') as city,
            organisation_name,
            tax_id,
            domain
        from records
        where record_id is not null
        qualify
            row_number() over (
                partition by record_id
                order by given_name nulls last, email nulls last, birth_date nulls last
            )
            = 1
    )

select *
from final
