with
    int_customer_records as (select * from {{ ref("int_customer_records") }}),
    customer_identity as (select * from {{ ref("customer_identity") }}),

    -- a customer's own record first, then the records linked to it, newest first
    ranked as (
        select
            customer_identity.customer_id,
            int_customer_records.*,
            row_number() over (
                partition by customer_identity.customer_id
                order by
                    customer_identity.match_rule = 'own_record' desc,
                    int_customer_records.is_listed desc,
                    int_customer_records.loaded_at desc nulls last,
                    int_customer_records.source_table,
                    int_customer_records.source_id,
                    int_customer_records.source_file,
                    int_customer_records.row_number desc
            ) as preference
        from int_customer_records
        inner join customer_identity on int_customer_records.record_id = customer_identity.record_id
    ),

    final as (
        select
            customer_id,
            {% for column in [
                "customer_name",
                "email",
                "phone",
                "street",
                "postal_code",
                "birth_date",
                "website",
                "tax_id",
                "description",
            ] %}
                min_by({{ column }}, preference) filter (
                    where {{ column }} is not null
                ) as {{ column }}{{ "," if not loop.last }}
            {% endfor %}
        from ranked
        group by customer_id
    )

select *
from final
