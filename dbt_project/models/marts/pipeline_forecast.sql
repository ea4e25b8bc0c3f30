with
    int_opportunities_as_of as (select * from {{ ref("int_opportunities_as_of") }}),
    int_pipeline_snapshots as (select * from {{ ref("int_pipeline_snapshots") }}),
    int_pipeline_hazards as (select * from {{ ref("int_pipeline_hazards") }}),

    probabilities as (
        select known_stage_id, age_months, sum(win_probability) as win_probability
        from int_pipeline_hazards
        where months_ago = 0
        group by known_stage_id, age_months
    ),

    closed as (
        select
            cast(count(*) filter (where category = 'won') as double)
            / nullif(count(*), 0) as closed_win_rate
        from int_opportunities_as_of
        where category <> 'open' and closed_date is not null
    ),

    final as (
        select
            opportunities.opportunity_id,
            opportunities.as_of_date,
            opportunities.source_system,
            opportunities.owner_employee_id,
            opportunities.product_id,
            snapshots.stage_id,
            snapshots.age_days,
            snapshots.amount,
            snapshots.is_amount_estimated,
            cast({{ var("pipeline_forecast_months") }} as integer) as months_ahead,
            cast(probabilities.win_probability as double) as win_probability,
            cast(
                snapshots.amount * probabilities.win_probability as decimal(18, 2)
            ) as forecast_amount,
            closed.closed_win_rate,
            cast(snapshots.amount * closed.closed_win_rate as decimal(18, 2)) as weighted_amount,
            case
                when opportunities.created_date is null
                then 'no date'
                when probabilities.win_probability is null
                then 'not enough history'
                else 'hazard'
            end as model
        from int_opportunities_as_of as opportunities
        cross join closed
        left join
            int_pipeline_snapshots as snapshots
            on opportunities.opportunity_id = snapshots.opportunity_id
            and snapshots.months_ago = 0
        left join
            probabilities
            on snapshots.age_months = probabilities.age_months
            and snapshots.known_stage_id = probabilities.known_stage_id
        where opportunities.category = 'open'
    )

select *
from final
