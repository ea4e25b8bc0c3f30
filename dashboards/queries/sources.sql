-- The source systems that have any data, each with the first day on which something happened.
with
    active as (
        select source_system, min(day) as first_day
        from marts.kpi_daily_by_source_system
        where value <> 0
        group by source_system
        union all
        select source_system, min(created_date) as first_day
        from marts.sales_funnel_entry
        group by source_system
        union all
        select source_system, min(opened_date) as first_day
        from marts.service_ticket
        group by source_system
    )
select
    active.source_system,
    coalesce(max(sources.title), active.source_system) as title,
    min(active.first_day) as first_day
from active
left join ops.sources as sources on sources.source_system = active.source_system
group by active.source_system
order by active.source_system
