-- What was open at the end of each day of the period, or of the last day of each of its weeks.
-- The pipeline is known for the last days only; before them there are no rows.
with
    daily as (
        select day, sum(open_count) as open_count, sum(amount) as amount,
            sum(weighted_amount) filter (where unweighted_count < open_count) as weighted_amount,
            sum(unweighted_count) as unweighted_count
        from marts.pipeline_daily
        where
            list_contains($sources, source_system)
            and ($owners is null or list_contains($owners, owner_employee_id))
            and day between $start and $end
        group by day
    ),
    -- a day on which nothing was open has no row, and is zero
    days as (
        select unnest(
            generate_series(
                greatest($start, (select min(day) from marts.pipeline_daily)), $end,
                interval 1 day
            )
        )::date as day
    ),
    filled as (
        select
            days.day,
            coalesce(daily.open_count, 0)::bigint as open_count,
            coalesce(daily.amount, 0)::double as amount,
            -- of a day on which no opportunity has a probability it is not known
            if(daily.day is null, 0, daily.weighted_amount)::double as weighted_amount,
            coalesce(daily.unweighted_count, 0)::bigint as unweighted_count
        from days
        left join daily on daily.day = days.day
    )
select
    max(day) as day,
    arg_max(open_count, day) as open_count,
    arg_max(amount, day) as amount,
    arg_max_null(weighted_amount, day) as weighted_amount,
    arg_max(unweighted_count, day) as unweighted_count
from filled
group by date_trunc($grain, day)
order by day
