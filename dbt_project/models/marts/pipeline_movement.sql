{% set was_open = "coalesce(previous_category, 'open') = 'open'" %}
{% set parts = {
    "created": ("previous_category is null", "amount"),
    "reopened": ("previous_category <> 'open' and category = 'open'", "amount"),
    "moved": ("is_moved", "previous_amount"),
    "won": (was_open ~ " and category = 'won'", "amount"),
    "lost": (was_open ~ " and category = 'lost'", "amount"),
} %}
{% set measures = {"count": "bigint", "amount": "decimal(18, 2)"} %}

with
    int_opportunity_history_as_of as (select * from {{ ref("int_opportunity_history_as_of") }}),

    -- all days before the first one are one, and what they left is what the first opens with
    changes as (
        select
            * replace (
                coalesce(amount, 0) as amount, coalesce(previous_amount, 0) as previous_amount
            ),
            greatest(from_date, as_of_date - {{ var("pipeline_days") }}) as day,
            previous_category = 'open'
            and owner_employee_id <> previous_owner_employee_id as is_moved
        from int_opportunity_history_as_of
    ),

    -- whom it is handed over to has it with its old amount, and then the change of it
    counted as (
        select
            day,
            as_of_date,
            source_system,
            owner_employee_id,
            {% for part, (condition, amount) in parts.items() %}
                case when {{ condition }} then 1 else 0 end as {{ part }}_count,
                case when {{ condition }} then {{ amount }} else 0 end as {{ part }}_amount,
            {% endfor %}
            case when previous_category = 'open' then amount - previous_amount end as changed_amount
        from changes
        union all by name
        select
            day,
            as_of_date,
            source_system,
            previous_owner_employee_id as owner_employee_id,
            -1 as moved_count,
            - previous_amount as moved_amount
        from changes
        where is_moved
    ),

    days as (
        select
            source_system,
            owner_employee_id,
            min(as_of_date) - {{ var("pipeline_days") }} as day_before,
            cast(unnest(range(min(day), min(as_of_date) + 1, interval 1 day)) as date) as day
        from counted
        group by source_system, owner_employee_id
    ),

    daily as (
        select
            days.source_system,
            days.owner_employee_id,
            days.day,
            days.day_before,
            {% for measure, type in measures.items() %}
                {% for part in parts %}
                    cast(
                        coalesce(sum(counted.{{ part }}_{{ measure }}), 0) as {{ type }}
                    ) as {{ part }}_{{ measure }},
                {% endfor %}
            {% endfor %}
            cast(coalesce(sum(counted.changed_amount), 0) as decimal(18, 2)) as changed_amount
        from days
        left join
            counted
            on days.source_system = counted.source_system
            and days.owner_employee_id = counted.owner_employee_id
            and days.day = counted.day
        group by days.source_system, days.owner_employee_id, days.day, days.day_before
    ),

    closed as (
        select
            *,
            {% for measure, type in measures.items() %}
                cast(
                    sum(
                        created_{{ measure }} + reopened_{{ measure }} + moved_{{ measure }}
                        {{ "+ changed_amount" if measure == "amount" }}
                        - won_{{ measure }}
                        - lost_{{ measure }}
                    ) over until_then as {{ type }}
                ) as closing_{{ measure }},
            {% endfor %}
        from daily
        window until_then as (partition by source_system, owner_employee_id order by day)
    ),

    final as (
        select
            * exclude (day_before),
            {% for measure, type in measures.items() %}
                cast(
                    lag(closing_{{ measure }}, 1, 0) over until_then as {{ type }}
                ) as opening_{{ measure }},
            {% endfor %}
        from closed
        window until_then as (partition by source_system, owner_employee_id order by day)
        qualify day > day_before
    )

select *
from final
