with
    fct_opportunity_stage_visit as (select * from {{ ref("fct_opportunity_stage_visit") }}),
    int_opportunities_as_of as (select * from {{ ref("int_opportunities_as_of") }}),
    dim_sales_stage as (select * from {{ ref("dim_sales_stage") }}),

    -- who left later is still here, and the stage it went to is not known yet; days count only
    -- where
    -- the coming was seen, not where it is taken to have been there since it was created
    visits as (
        select
            visits.stage_id,
            visits.opportunity_id,
            case
                when visits.is_observed and {{ has_happened("visits.exited_date") }}
                then visits.days
            end as days,
            case
                when visits.is_observed then opportunities.as_of_date - visits.entered_date
            end as age_days,
            lead(visits.direction) over visits_of_opportunity as next_direction,
            lead(stages.category) over visits_of_opportunity as next_category,
            opportunities.category as outcome
        from fct_opportunity_stage_visit as visits
        inner join
            int_opportunities_as_of as opportunities
            on visits.opportunity_id = opportunities.opportunity_id
        left join dim_sales_stage as stages on visits.stage_id = stages.stage_id
        where {{ has_happened("visits.entered_date") }}
        window
            visits_of_opportunity as (
                partition by visits.opportunity_id order by visits.visit_number
            )
    ),

    ended as (
        select
            * exclude (next_direction, next_category, outcome),
            case
                when coalesce(next_category, outcome) = 'lost'
                then 'lost'
                when next_direction = 'regress'
                then 'went_back'
                when next_direction is not null or outcome = 'won'
                then 'advanced'
                else 'still_here'
            end as ending
        from visits
    ),

    final as (
        select
            dim_sales_stage.stage_id,
            dim_sales_stage.source_system,
            dim_sales_stage.pipeline,
            dim_sales_stage.stage,
            dim_sales_stage.stage_order,
            count(ended.stage_id) as visits,
            count(distinct ended.opportunity_id) as opportunities,
            {% for ending in ["advanced", "went_back", "lost", "still_here"] %}
                count(*) filter (where ended.ending = '{{ ending }}') as {{ ending }},
            {% endfor %}
            cast(count(*) filter (where ended.ending = 'advanced') as double)
            / nullif(count(*) filter (where ended.ending <> 'still_here'), 0) as advance_rate,
            count(ended.days) as timed_visits,
            avg(ended.days) as average_days,
            {% for fraction in [25, 50, 75, 90] %}
                {{ quantile("ended.days", fraction / 100) }}
                as {{ "median" if fraction == 50 else "p" ~ fraction }}_days,
            {% endfor %}
            {{ quantile("case when ended.ending = 'still_here' then ended.age_days end", 0.5) }}
            as median_days_of_those_here
        from dim_sales_stage
        left join ended on dim_sales_stage.stage_id = ended.stage_id
        where dim_sales_stage.category = 'open'
        group by all
    )

select *
from final
