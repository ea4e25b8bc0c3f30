{# as many months at risk of the ages beside weigh as much as an age's own #}
{% set prior_months = 20 %}
{# as many expected closings weigh as much as what a stage's own say #}
{% set prior_closings = 5 %}

with
    int_pipeline_snapshots as (select * from {{ ref("int_pipeline_snapshots") }}),
    int_pipeline_outcomes as (select * from {{ ref("int_pipeline_outcomes") }}),

    ages as (
        select months_ago, age_months, sum(at_risk) as at_risk, sum(won) as won, sum(lost) as lost
        from int_pipeline_outcomes
        where month_ahead = 1
        group by months_ago, age_months
    ),

    -- decimals, as the order in which they are added up changes nothing
    by_age as (
        select
            months_ago,
            -- the youngest there were also stand for those younger still
            case
                when row_number() over (partition by months_ago order by age_months) > 1
                then age_months
                else 0
            end as from_age_months,
            {% for outcome in ["won", "lost"] %}
                cast(
                    (
                        {{ outcome }}
                        + {{ prior_months }}
                        * sum({{ outcome }}) over beside
                        / nullif(sum(at_risk) over beside, 0)
                    )
                    / nullif(at_risk + {{ prior_months }}, 0) as decimal(20, 12)
                ) as {{ outcome }},
                sum({{ outcome }}) over (partition by months_ago) as {{ outcome }}_known,
            {% endfor %}
        from ages
        window
            beside as (
                partition by months_ago
                order by age_months
                range between 1 preceding and 1 following
            )
    ),

    -- how much more often than at their age those at a stage were won, or lost
    by_stage as (
        select
            outcomes.months_ago,
            outcomes.month_ahead,
            outcomes.known_stage_id,
            {% for outcome in ["won", "lost"] %}
                (sum(outcomes.{{ outcome }}) + {{ prior_closings }}) / nullif(
                    sum(outcomes.at_risk * by_age.{{ outcome }}) + {{ prior_closings }}, 0
                ) as {{ outcome }},
            {% endfor %}
        from int_pipeline_outcomes as outcomes
        asof inner join
            by_age
            on outcomes.months_ago = by_age.months_ago
            and outcomes.age_months >= by_age.from_age_months
        group by outcomes.months_ago, outcomes.month_ahead, outcomes.known_stage_id
    ),

    cells as (
        select distinct
            snapshots.months_ago,
            snapshots.known_stage_id,
            snapshots.age_months,
            months.month_ahead,
            least(snapshots.age_months + months.month_ahead - 1, 24) as age_then
        from int_pipeline_snapshots as snapshots
        cross join (select distinct month_ahead from int_pipeline_outcomes) as months
        where snapshots.months_ago <= 12
    ),

    hazards as (
        select
            cells.*,
            by_age.won * coalesce(by_stage.won, 1) as won,
            by_age.lost * coalesce(by_stage.lost, 1) as lost
        from cells
        asof inner join
            by_age
            on cells.months_ago = by_age.months_ago
            and cells.age_then >= by_age.from_age_months
        left join
            by_stage
            on cells.months_ago = by_stage.months_ago
            and cells.month_ahead = by_stage.month_ahead
            and cells.known_stage_id = by_stage.known_stage_id
        -- with less nothing can be said
        where by_age.won_known >= 10 and by_age.won_known + by_age.lost_known >= 30
    ),

    final as (
        select
            months_ago,
            known_stage_id,
            age_months,
            month_ahead,
            cast(
                won
                / greatest(won + lost, 1)
                * coalesce(product(greatest(1 - won - lost, 0)) over before, 1) as decimal(18, 12)
            ) as win_probability
        from hazards
        window
            before as (
                partition by months_ago, known_stage_id, age_months
                order by month_ahead
                rows between unbounded preceding and 1 preceding
            )
    )

select *
from final
