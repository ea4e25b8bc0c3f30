with
    kpi_daily as (select * from {{ ref("kpi_daily") }}),

    begun as (
        select *, min(day) filter (where value <> 0) over (partition by metric) as first_day
        from kpi_daily
        where metric in ('net_revenue', 'orders', 'won_amount')
    ),

    -- whole months only: one that began or ends in the middle looks like a bad one
    final as (
        select
            metric,
            cast(date_trunc('month', day) as date) as month,
            cast(sum(value) as decimal(18, 2)) as value
        from begun
        where day >= first_day
        group by metric, date_trunc('month', day)
        having min(day) = date_trunc('month', min(day)) and max(day) = last_day(max(day))
    )

select *
from final
