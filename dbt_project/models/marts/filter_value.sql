{# What the columns of the filters are called in each of the marts that carry them #}
{% set cuts = cut_columns() | list %}
{% set pipeline = ["source_system", "owner_employee_id"] %}
{% set marts = {
    "kpi_daily_by_cut": cuts,
    "cohort_retention_by_cut": cuts,
    "repeat_purchase_by_cut": cuts,
    "sales_funnel_entry": cuts,
    "sales_opportunity": cuts,
    "customer_360": cuts,
    "service_ticket": [
        "source_system",
        "region",
        "acquisition_channel",
        "owner_employee_id",
    ],
    "pipeline_daily": pipeline,
    "pipeline_movement": pipeline,
    "pipeline_forecast": pipeline,
} %}

with
    {% for mart in marts %} {{ mart }} as (select * from {{ ref(mart) }}), {% endfor %}
    stg_ops__source_settings as (select * from {{ ref("stg_ops__source_settings") }}),
    dim_employee as (select * from {{ ref("dim_employee") }}),

    carried as (
        {% for mart, columns in marts.items() %}
            {% for column in columns %}
                select
                    '{{ "channel" if column == "acquisition_channel" else column }}' as filter,
                    {{ column }} as value
                from {{ mart }} {{ "union" if not loop.last }}
                {% endfor %} {{ "union" if not loop.last }}
        {% endfor %}
    ),

    customers as (
        {% for column in cuts %}
            select '{{ column }}' as filter, {{ column }} as value, count(*) as customers
            from customer_360
            group by all {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    -- an owner is its vendor id and team, never a name
    labels as (
        select 'source_system' as filter, source_system as value, title as label
        from stg_ops__source_settings
        union all
        select
            'owner_employee_id' as filter,
            employee_id as value,
            source_id || coalesce(' (' || team || ')', '') as label
        from dim_employee
    ),

    labelled as (
        select
            carried.filter,
            carried.value,
            coalesce(labels.label, carried.value) as label,
            coalesce(customers.customers, 0) as customers
        from carried
        left join labels on carried.filter = labels.filter and carried.value = labels.value
        left join customers on carried.filter = customers.filter and carried.value = customers.value
    ),

    -- two that are called the same are told apart by their values
    final as (
        select
            filter,
            value,
            case
                when value = 'unknown'
                then null
                when count(*) over (partition by filter, label) > 1
                then label || ' [' || value || ']'
                else label
            end as label,
            customers
        from labelled
    )

select *
from final
