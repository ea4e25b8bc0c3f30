-- How much is won a day, by month and team, with the four numbers it is made of.
-- The team of all together is "all teams".
select
    month,
    coalesce(team, 'all teams') as team,
    open_count,
    average_won_amount::double as average_won_amount,
    win_rate,
    won_count,
    lost_count,
    average_days_to_win,
    velocity_per_day::double as velocity_per_day
from marts.sales_velocity
where month between $first_month and $end
order by month, team is not null, sales_velocity.team
