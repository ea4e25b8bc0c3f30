-- Both win rates by month, of the months that begin in the period; the row without a month is
-- all of them together, and for the whole history also what has no date.
with
    chosen as (
        select *
        from marts.win_rate
        where cut_name = 'source_system' and list_contains($sources, cut_value)
    ),
    months as (
        select definition, period_start, won_count, lost_count, base_count, won_amount
        from chosen
        where period_start between $first_month and $end
    ),
    totals as (
        select definition, null::date as period_start, won_count, lost_count, base_count, won_amount
        from months
        where not $with_undated
        union all
        select definition, period_start, won_count, lost_count, base_count, won_amount
        from chosen
        where period_start is null and $with_undated
    )
select
    definition,
    period_start,
    sum(won_count)::bigint as won_count,
    sum(lost_count)::bigint as lost_count,
    sum(base_count)::bigint as base_count,
    sum(won_count)::double / nullif(sum(base_count), 0) as win_rate,
    sum(won_amount)::double as won_amount
from (select * from months union all select * from totals) as counted
group by definition, period_start
order by definition, period_start nulls last
