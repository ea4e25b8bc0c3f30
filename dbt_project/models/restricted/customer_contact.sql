{% set address = ["street", "postal_code", "city", "province", "country"] %}

with
    int_customer_ranked as (select * from {{ ref("int_customer_ranked") }}),

    final as (
        select
            customer_id,
            {{ preferred("customer_name") }} as customer_name,
            {{ preferred("email") }} as email,
            {{ preferred("phone") }} as phone,
            {% for column in ["street", "postal_code"] %}
                {{ preferred(column, together=address) }} as {{ column }},
            {% endfor %}
            -- a contact's birth date is not that of the organisation
            min_by(birth_date, preference) filter (
                where birth_date is not null and record_type = customer_type
            ) as birth_date,
            {% for column in ["website", "tax_id", "description"] %}
                {{ preferred(column) }} as {{ column }}{{ "," if not loop.last }}
            {% endfor %}
        from int_customer_ranked
        group by customer_id
    )

select *
from final
