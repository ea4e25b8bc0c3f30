{% set channels = {"calls": "call", "emails": "email", "visits": "visit", "meetings": "meeting"} %}
{% set counts = ["lost_count", "timed_won_count", "touches", "customers_touched"] %}

with
    int_opportunities_as_of as (select * from {{ ref("int_opportunities_as_of") }}),
    int_opportunity_history_as_of as (select * from {{ ref("int_opportunity_history_as_of") }}),
    int_interactions_as_of as (select * from {{ ref("int_interactions_as_of") }}),
    int_quotas as (select * from {{ ref("int_quotas") }}),
    dim_employee as (select * from {{ ref("dim_employee") }}),
    as_of as (select * from {{ ref("as_of") }}),

    -- what each day did to the numbers of an employee
    events as (
        select
            owner_employee_id as employee_id,
            created_date as day,
            1 as created_count,
            amount as created_amount
        from int_opportunities_as_of
        union all by name
        select
            owner_employee_id as employee_id,
            closed_date as day,
            category,
            amount as closed_amount,
            closed_date - created_date as days
        from int_opportunities_as_of
        where category <> 'open'
        union all by name
        {% for date, sign in {"from_date": "", "until_date": "-"}.items() %}
            select
                owner_employee_id as employee_id,
                {{ date }} as day,
                {{ sign }} 1 as opened_count,
                {{ sign }} amount as opened_amount
            from int_opportunity_history_as_of
            where category = 'open'
            union all by name
        {% endfor %}
        select
            employee_id,
            occurred_date as day,
            channel,
            nullif(customer_id, 'unknown') as customer_id
        from int_interactions_as_of
        where is_completed
        union all by name
        select employee_id, month as day, amount as quota_amount
        from int_quotas
    ),

    monthly as (
        select
            employee_id,
            cast(date_trunc('month', day) as date) as month,
            sum(quota_amount) as quota_amount,
            sum(created_count) as created_count,
            count(*) filter (where category = 'won') as won_count,
            count(*) filter (where category = 'lost') as lost_count,
            sum(opened_count) as opened_count,
            sum(created_amount) as created_amount,
            sum(closed_amount) filter (where category = 'won') as won_amount,
            sum(opened_amount) as opened_amount,
            avg(days) filter (where category = 'won' and days >= 0) as average_days_to_win,
            count(*) filter (where category = 'won' and days >= 0) as timed_won_count,
            {% for name, channel in channels.items() %}
                count(*) filter (where channel = '{{ channel }}') as {{ name }},
            {% endfor %}
            count(channel) as touches,
            count(distinct customer_id) as customers_touched
        from events
        where day is not null
        group by all
    ),

    months as (
        select
            monthly.employee_id,
            cast(
                unnest(
                    generate_series(
                        min(monthly.month),
                        date_trunc('month', min(as_of.as_of_date)),
                        interval 1 month
                    )
                ) as date
            ) as month
        from monthly
        cross join as_of
        group by monthly.employee_id
    ),

    final as (
        select
            months.month,
            months.employee_id,
            dim_employee.team,
            cast(monthly.quota_amount as decimal(18, 2)) as quota_amount,
            cast(coalesce(monthly.won_amount, 0) as double)
            / nullif(cast(monthly.quota_amount as double), 0) as quota_attainment,
            {% for measure in ["created", "won"] %}
                cast(coalesce({{ measure }}_count, 0) as bigint) as {{ measure }}_count,
                cast(coalesce({{ measure }}_amount, 0) as decimal(18, 2)) as {{ measure }}_amount,
            {% endfor %}
            cast(won_count as double) / nullif(won_count + lost_count, 0) as win_rate,
            average_days_to_win,
            cast(sum(coalesce(opened_count, 0)) over until_then as bigint) as open_count,
            cast(sum(coalesce(opened_amount, 0)) over until_then as decimal(18, 2)) as open_amount,
            {% for name in counts + (channels.keys() | list) %}
                coalesce({{ name }}, 0) as {{ name }},
            {% endfor %}
        from months
        inner join dim_employee on months.employee_id = dim_employee.employee_id
        left join
            monthly on months.employee_id = monthly.employee_id and months.month = monthly.month
        window until_then as (partition by months.employee_id order by months.month)
    )

select *
from final
