-- Entries created in the period, by how far they came: furthest stage reached implies all before.
-- Where these source systems never had a lead, nobody was one: the funnel begins with opportunities.
with
    entries as (
        select
            furthest_stage_order,
            outcome,
            case
                when contacted_date >= created_date then contacted_date - created_date
            end as days_to_contacted,
            case
                when qualified_date >= contacted_date then qualified_date - contacted_date
            end as days_to_qualified,
            case
                when opportunity_date >= qualified_date then opportunity_date - qualified_date
            end as days_to_opportunity,
            case when won_date >= opportunity_date then won_date - opportunity_date end
                as days_to_won
        from marts.sales_funnel_entry
        where
            list_contains($sources, source_system)
            and ($regions is null or list_contains($regions, region))
            and ($channels is null or list_contains($channels, channel))
            and ($owners is null or list_contains($owners, owner_employee_id))
            and (created_date between $start and $end or (created_date is null and $with_undated))
    ),
    stages as (
        select distinct stage, stage_order
        from marts.sales_funnel
    ),
    reached as (
        select
            stages.stage,
            stages.stage_order,
            count(entries.furthest_stage_order) as reached,
            count(*) filter (where entries.furthest_stage_order > stages.stage_order) as converted,
            count(*) filter (
                where entries.furthest_stage_order = stages.stage_order and entries.outcome = 'open'
            ) as still_open,
            count(*) filter (
                where entries.furthest_stage_order = stages.stage_order and entries.outcome = 'lost'
            ) as lost,
            -- days from the stage before to this one, where both dates are known and in order
            median(
                case stages.stage
                    when 'contacted' then entries.days_to_contacted
                    when 'qualified' then entries.days_to_qualified
                    when 'opportunity' then entries.days_to_opportunity
                    when 'won' then entries.days_to_won
                end
            )::double as median_days
        from stages
        left join entries on entries.furthest_stage_order >= stages.stage_order
        -- a stage that nobody came to is one of the funnel, too; no funnel is one of nobody
        where
            exists (select 1 from entries)
            and (
                stages.stage in ('opportunity', 'won')
                or exists (
                    select 1
                    from marts.sales_funnel_entry
                    where list_contains($sources, source_system) and lead_id is not null
                )
            )
        group by stages.stage, stages.stage_order
    )
select
    stage,
    stage_order,
    reached,
    -- nothing comes after the last stage
    case when stage_order < max(stage_order) over () then converted end as converted,
    still_open,
    lost,
    case
        when stage_order < max(stage_order) over () then converted::double / nullif(reached, 0)
    end as conversion_rate,
    reached::double / nullif(max(reached) over (), 0) as cumulative_conversion_rate,
    median_days
from reached
order by stage_order
