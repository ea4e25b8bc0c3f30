with
    kpi_daily_by_source_system as (select * from {{ ref("kpi_daily_by_source_system") }}),

    final as (
        select day, metric, cast(sum(value) as decimal(18, 2)) as value, unit
        from kpi_daily_by_source_system
        group by day, metric, unit
    )

select *
from final
