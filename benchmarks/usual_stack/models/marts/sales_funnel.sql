with
    entries as (
        select
            created_date,
            case
                status
                when 'converted'
                then 4
                when 'qualified'
                then 3
                when 'contacted'
                then 2
                else 1
            end as furthest
        from {{ ref("stg_leads") }}
        union all
        select created_date, case category when 'won' then 5 else 4 end as furthest
        from {{ ref("stg_opportunities") }}
    ),

    stages as (
        select *
        from
            (
                values
                    (1, 'lead'), (2, 'contacted'), (3, 'qualified'), (4, 'opportunity'), (5, 'won')
            ) as stages(stage_order, stage)
    )

select
    date_trunc('month', entries.created_date) as cohort_month,
    stages.stage,
    stages.stage_order,
    count(*) filter (where entries.furthest >= stages.stage_order) as reached,
    count(*) filter (where entries.furthest > stages.stage_order) as converted
from entries
cross join stages
group by all
