-- What is open at the as-of date, what is expected of it, and how much of it is overdue; and what
-- was open when the period began, NULL where the pipeline is not known for that day.
with
    chosen as (
        select
            forecast.*,
            opportunity.amount as own_amount,
            opportunity.expected_close_date,
            opportunity.expected_close_date < forecast.as_of_date as is_overdue
        from marts.pipeline_forecast as forecast
        inner join
            marts.sales_opportunity as opportunity
            on opportunity.opportunity_id = forecast.opportunity_id
        where
            list_contains($sources, forecast.source_system)
            and ($owners is null or list_contains($owners, forecast.owner_employee_id))
    ),
    days as (
        select
            sum(open_count) filter (where day = $as_of_date) as open_count,
            sum(amount) filter (where day = $as_of_date) as amount,
            sum(weighted_amount) filter (where day = $as_of_date and unweighted_count < open_count)
                as weighted_amount,
            sum(unweighted_count) filter (where day = $as_of_date) as unweighted_count,
            sum(open_count) filter (where day = $start - 1) as opening_count,
            sum(amount) filter (where day = $start - 1) as opening_amount
        from marts.pipeline_daily
        where
            list_contains($sources, source_system)
            and ($owners is null or list_contains($owners, owner_employee_id))
    )
select
    coalesce(max(days.open_count), 0)::bigint as open_count,
    coalesce(max(days.amount), 0)::double as amount,
    -- without a single probability nothing is known of it, so it is not zero
    if(max(days.open_count) > 0, max(days.weighted_amount), 0)::double as weighted_amount,
    coalesce(max(days.unweighted_count), 0)::bigint as unweighted_count,
    max(days.opening_count)::bigint as opening_count,
    max(days.opening_amount)::double as opening_amount,
    max(chosen.months_ahead) as months_ahead,
    sum(chosen.forecast_amount)::double as forecast_amount,
    count(chosen.win_probability) as forecast_count,
    count(*) filter (where chosen.age_days is null and chosen.opportunity_id is not null)
        as undated_count,
    count(*) filter (where chosen.own_amount is null and chosen.age_days is not null)
        as unvalued_count,
    count(chosen.expected_close_date) as expected_count,
    count(*) filter (where chosen.is_overdue) as overdue_count,
    coalesce(sum(chosen.amount) filter (where chosen.is_overdue), 0)::double as overdue_amount,
    count(chosen.opportunity_id) as opportunities
from days
left join chosen on true
order by open_count
