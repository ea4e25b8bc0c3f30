{% set address = ["street", "postal_code", "city", "province", "country"] %}
{% set tracked = [
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
] %}

with
    int_customer_states as (select * from {{ ref("int_customer_states") }}),
    int_customer_activity as (select * from {{ ref("int_customer_activity") }}),

    moments as (
        select distinct customer_id, valid_from as moment
        from int_customer_states
        where valid_to > valid_from or valid_to is null
    ),

    -- what was known of each record at each moment, the preferred first as in dim_customer
    known as (
        select
            states.*,
            moments.moment,
            activity.first_order_date,
            row_number() over (
                partition by moments.customer_id, moments.moment
                order by
                    states.is_deleted asc,
                    states.record_type = states.customer_type desc,
                    states.is_listed desc,
                    states.is_lead asc,
                    {{ trust("states.source_system") }} asc,
                    states.exported_at desc nulls last,
                    states.created_date asc nulls last,
                    states.record_id asc,
                    states.source_file asc,
                    states.row_number desc
            ) as preference
        from moments
        inner join
            int_customer_states as states
            on moments.customer_id = states.customer_id
            and moments.moment >= states.valid_from
            and (moments.moment < states.valid_to or states.valid_to is null)
        left join int_customer_activity as activity on states.customer_id = activity.customer_id
    ),

    merged as (
        select
            customer_id,
            moment,
            min(customer_type) as customer_type,
            min_by(
                acquisition_channel,
                (is_lead, coalesce(created_date, 'infinity'::date), preference)
            ) filter (
                where
                    acquisition_channel is not null
                    and (not is_lead or coalesce(created_date <= first_order_date, true))
            ) as acquisition_channel,
            {% for column in ["country", "province", "city"] %}
                {{ preferred(column, together=address) }} as {{ column }},
            {% endfor %}
            {% for column in [
                "industry",
                "company_size",
                "loyalty_tier",
                "has_marketing_consent",
            ] %}
                {{ preferred(column) }} as {{ column }},
            {% endfor %}
            coalesce({{ preferred("owner_employee_id") }}, 'unknown') as owner_employee_id
        from known
        group by customer_id, moment
    ),

    changes as (
        select *
        from merged
        window history as (partition by customer_id order by moment)
        qualify
            {% for column in tracked %}
                {{ column }} is distinct from lag({{ column }}) over history or
            {% endfor %}
            row_number() over history = 1
    ),

    final as (
        select
            md5(customer_id || '|' || moment) as customer_history_id,
            customer_id,
            moment as valid_from,
            lead(moment) over history as valid_to,
            lead(moment) over history is null as is_current,
            {{ tracked | join(", ") }}
        from changes
        window history as (partition by customer_id order by moment)
    )

select *
from final
