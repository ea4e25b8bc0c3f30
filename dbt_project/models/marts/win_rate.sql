{% set cuts = {
    "all": "'all'",
    "owner": "opportunities.owner_employee_id",
    "product": "opportunities.product_id",
    "source": "coalesce(opportunities.source, 'unknown')",
    "team": "coalesce(dim_employee.team, 'unknown')",
    "source_system": "opportunities.source_system",
} %}

with
    int_opportunities_as_of as (select * from {{ ref("int_opportunities_as_of") }}),
    dim_employee as (select * from {{ ref("dim_employee") }}),
    dim_product as (select * from {{ ref("dim_product") }}),

    -- closed: won or lost, by the day it closed; created: all, by the day it was created
    defined as (
        select *, 'closed' as definition, closed_date as period_date
        from int_opportunities_as_of
        where category <> 'open'
        union all
        select *, 'created' as definition, created_date as period_date
        from int_opportunities_as_of
    ),

    cut as (
        {% for name, value in cuts.items() %}
            select
                opportunities.definition,
                opportunities.period_date,
                opportunities.category,
                opportunities.amount,
                '{{ name }}' as cut_name,
                {{ value }} as cut_value,
                {{ "dim_product.product_name" if name == "product" else value }} as cut_label
            from defined as opportunities
            {% if name == "team" %}
                inner join
                    dim_employee on opportunities.owner_employee_id = dim_employee.employee_id
            {% elif name == "product" %}
                inner join dim_product on opportunities.product_id = dim_product.product_id
                {% endif %} {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    -- each opportunity in its month and in all together (NULL); an undated one only in the latter
    scoped as (
        select *, cast(date_trunc('month', period_date) as date) as period_start
        from cut
        where period_date is not null
        union all
        select *, cast(null as date) as period_start
        from cut
    ),

    final as (
        select
            period_start,
            definition,
            cut_name,
            cut_value,
            cut_label,
            count(*) filter (where category = 'won') as won_count,
            count(*) filter (where category = 'lost') as lost_count,
            count(*) as base_count,
            cast(count(*) filter (where category = 'won') as double)
            / nullif(count(*), 0) as win_rate,
            cast(
                coalesce(sum(amount) filter (where category = 'won'), 0) as decimal(18, 2)
            ) as won_amount
        from scoped
        group by period_start, definition, cut_name, cut_value, cut_label
    )

select *
from final
