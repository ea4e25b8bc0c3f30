-- Both win rates of the period by month; the row without a month is the period as a whole, and for
-- the whole history also what has no date.
-- Closed: won of won and lost, by the day they were closed. Created: won of all, by the day they
-- were created.
with
    opportunities as (
        select category, created_date, closed_date, amount
        from marts.sales_opportunity as opportunity
        where
            list_contains($sources, opportunity.source_system)
            and ($regions is null or list_contains($regions, opportunity.region))
            and ($channels is null or list_contains($channels, opportunity.channel))
            and ($owners is null or list_contains($owners, opportunity.owner_employee_id))
    ),
    defined as (
        select 'closed' as definition, closed_date as counted_date, category, amount
        from opportunities
        where category <> 'open'
        union all
        select 'created' as definition, created_date as counted_date, category, amount
        from opportunities
    ),
    chosen as (
        select *, date_trunc('month', counted_date)::date as counted_month
        from defined
        where
            counted_date between $start and $end or (counted_date is null and $with_undated)
    )
select
    definition,
    counted_month as period_start,
    count(*) filter (where category = 'won') as won_count,
    count(*) filter (where category = 'lost') as lost_count,
    count(*) as base_count,
    count(*) filter (where category = 'won')::double / nullif(count(*), 0) as win_rate,
    coalesce(sum(amount) filter (where category = 'won'), 0)::double as won_amount
from chosen
group by grouping sets ((definition, counted_month), (definition))
-- what has no date is in the whole only
having grouping(counted_month) = 1 or counted_month is not null
order by definition, period_start nulls last
