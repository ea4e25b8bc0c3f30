-- What: every customer has a history without gaps or overlaps, whose last row agrees with
-- dim_customer.
-- Why: a figure by city or owner of a past month reads the history, one of today the dimension.
-- A row: a customer and what is wrong with its history.
with
    dim_customer as (select * from {{ ref("dim_customer") }}),
    dim_customer_history as (select * from {{ ref("dim_customer_history") }}),

    neighbours as (
        select
            *,
            lead(valid_from) over (partition by customer_id order by valid_from) as next_valid_from
        from dim_customer_history
    )

select customer_id, 'does not go on where it ends' as fault
from neighbours
where valid_to is distinct from next_valid_from
union all
select dim_customer.customer_id, 'differs from dim_customer' as fault
from dim_customer
left join
    dim_customer_history as history
    on dim_customer.customer_id = history.customer_id
    and history.is_current
where
    dim_customer.customer_id <> 'unknown'
    and (
        history.customer_id is null
        {% for column in [
            "customer_type",
            "acquisition_channel",
            "country",
            "province",
            "city",
            "industry",
            "company_size",
            "owner_employee_id",
            "loyalty_tier",
            "has_marketing_consent",
        ] %} or dim_customer.{{ column }} is distinct from history.{{ column }} {% endfor %}
    )
