{# what is counted on the day itself, and the day #}
{% set flows = {
    "opened": "opened_date",
    "resolved": "case when resolved_date is not null then left_date end",
    "left_undated": "case when is_resolved and resolved_date is null then left_date end",
} %}
{# what is counted at the end of each day, and from which day on a ticket counts while it is open #}
{% set stocks = {
    "backlog": "opened_date",
    "open_complaints": "case when kind = 'complaint' then opened_date end",
    "open_over_7_days": "opened_date + 8",
    "overdue": "case when sla_outcome = 'missed' then greatest(opened_date, "
    ~ business_date("sla_due_at")
    ~ ") end",
} %}

with
    service_ticket as (select * from {{ ref("service_ticket") }}),
    dim_date as (select * from {{ ref("dim_date") }}),

    -- one that was solved on a day that nobody knows is taken out on the day it came
    tickets as (
        select
            *,
            {{ dbt.datediff("date '1970-01-01'", "opened_date", "day") }} as opened_number,
            case
                when is_resolved then greatest(coalesce(resolved_date, opened_date), opened_date)
            end as left_date
        from service_ticket
        where opened_date is not null
    ),

    entered as (
        {% for measure, date in flows.items() %}
            select
                '{{ measure }}' as measure,
                {{ date }} as entered_date,
                null as left_date,
                opened_number
            from tickets
            union all
        {% endfor %}
        {% for measure, date in stocks.items() %}
            select '{{ measure }}' as measure, {{ date }} as entered_date, left_date, opened_number
            from tickets {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    changes as (
        select entered_date as day, measure, count(*) as change, sum(opened_number) as numbers
        from entered
        where entered_date < left_date or left_date is null
        group by entered_date, measure
        union all
        select left_date as day, measure, - count(*) as change, - sum(opened_number) as numbers
        from entered
        where entered_date < left_date
        group by left_date, measure
    ),

    changed as (
        select
            day,
            {% for measure in (flows | list) + (stocks | list) %}
                sum(change) filter (where measure = '{{ measure }}') as {{ measure }},
            {% endfor %}
            sum(numbers) filter (where measure = 'backlog') as numbers
        from changes
        group by day
    ),

    bounds as (select min(opened_date) as first_day, min(as_of_date) as last_day from tickets),

    counted as (
        select
            dim_date.date_day as day,
            dim_date.is_business_day,
            {% for measure in flows %}
                cast(coalesce(changed.{{ measure }}, 0) as bigint) as {{ measure }},
            {% endfor %}
            {% for measure in (stocks | list) + ["numbers"] %}
                cast(
                    coalesce(
                        sum(changed.{{ measure }}) over (order by dim_date.date_day), 0
                    ) as bigint
                ) as {{ measure }}{{ "," if not loop.last }}
            {% endfor %}
        from dim_date
        inner join bounds on dim_date.date_day between bounds.first_day and bounds.last_day
        left join changed on dim_date.date_day = changed.day
    ),

    final as (
        select
            day,
            is_business_day,
            coalesce(lag(backlog) over (order by day), 0) as opening,
            opened,
            resolved,
            left_undated,
            backlog,
            open_complaints,
            open_over_7_days,
            overdue,
            cast(
                backlog * {{ dbt.datediff("date '1970-01-01'", "day", "day") }} - numbers as double
            )
            / nullif(backlog, 0) as mean_age_days
        from counted
    )

select *
from final
