with
    int_opportunity_history_as_of as (select * from {{ ref("int_opportunity_history_as_of") }}),
    dim_sales_stage as (select * from {{ ref("dim_sales_stage") }}),

    -- what comes to a stage and owner, and what leaves them; before the first day it is one change
    changes as (
        {% for date, sign in {"from_date": "", "until_date": "-"}.items() %}
            select
                greatest({{ date }}, as_of_date - {{ var("pipeline_days") - 1 }}) as day,
                as_of_date,
                source_system,
                stage_id,
                owner_employee_id,
                {{ sign }} 1 as open_count,
                {{ sign }} coalesce(amount, 0) as amount,
                {{ sign }} coalesce(
                    cast(round(cast(amount as decimal(38, 2)) * probability, 2) as decimal(18, 2)),
                    0
                ) as weighted_amount,
                case when probability is null then {{ sign }} 1 else 0 end as unweighted_count
            from int_opportunity_history_as_of
            where category = 'open' and {{ date }} is not null {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    daily as (
        select
            day,
            as_of_date,
            source_system,
            stage_id,
            owner_employee_id,
            {% for measure in ["open_count", "amount", "weighted_amount", "unweighted_count"] %}
                sum(sum({{ measure }})) over until_then as {{ measure }},
            {% endfor %}
            lead(day, 1, as_of_date + 1) over until_then as next_day
        from changes
        group by day, as_of_date, source_system, stage_id, owner_employee_id
        window until_then as (partition by source_system, stage_id, owner_employee_id order by day)
    ),

    -- until the next change it stays as it is
    final as (
        select
            cast(unnest(range(daily.day, daily.next_day, interval 1 day)) as date) as day,
            daily.source_system,
            daily.stage_id,
            dim_sales_stage.pipeline,
            coalesce(dim_sales_stage.stage, 'unknown') as stage,
            cast(dim_sales_stage.stage_order as integer) as stage_order,
            daily.owner_employee_id,
            cast(daily.open_count as bigint) as open_count,
            cast(daily.amount as decimal(18, 2)) as amount,
            cast(daily.weighted_amount as decimal(18, 2)) as weighted_amount,
            cast(daily.unweighted_count as bigint) as unweighted_count
        from daily
        left join dim_sales_stage on daily.stage_id = dim_sales_stage.stage_id
        where daily.open_count > 0
    )

select *
from final
