with
    sales_rep_performance as (select * from {{ ref("sales_rep_performance") }}),
    int_opportunities_as_of as (select * from {{ ref("int_opportunities_as_of") }}),
    dim_employee as (select * from {{ ref("dim_employee") }}),

    -- each team, and all together (NULL)
    open_by_team as (
        select month, coalesce(team, 'unknown') as team, sum(open_count) as open_count
        from sales_rep_performance
        group by grouping sets ((month), (month, coalesce(team, 'unknown')))
    ),

    -- a deal counts in the month it was closed and in those that look back on it
    deals as (
        select
            coalesce(dim_employee.team, 'unknown') as team,
            opportunities.category,
            opportunities.amount,
            case
                when opportunities.closed_date >= opportunities.created_date
                then opportunities.closed_date - opportunities.created_date
            end as days,
            cast(
                unnest(
                    generate_series(
                        date_trunc('month', opportunities.closed_date),
                        least(
                            date_trunc('month', opportunities.as_of_date),
                            date_trunc('month', opportunities.closed_date)
                            + interval {{ var("sales_velocity_months") - 1 }} month
                        ),
                        interval 1 month
                    )
                ) as date
            ) as month
        from int_opportunities_as_of as opportunities
        inner join dim_employee on opportunities.owner_employee_id = dim_employee.employee_id
        where opportunities.closed_date is not null
    ),

    closed_by_team as (
        select
            month,
            team,
            count(*) filter (where category = 'won') as won_count,
            count(*) filter (where category = 'lost') as lost_count,
            avg(cast(amount as double)) filter (where category = 'won') as average_won_amount,
            avg(days) filter (where category = 'won') as average_days_to_win,
            {{ quantile("case when category = 'won' then days end", 0.5) }} as median_days_to_win,
            avg(days) as average_days_to_close
        from deals
        group by grouping sets ((month), (month, team))
    ),

    final as (
        select
            open_by_team.month,
            open_by_team.team,
            cast(open_by_team.open_count as bigint) as open_count,
            coalesce(closed.won_count, 0) as won_count,
            coalesce(closed.lost_count, 0) as lost_count,
            cast(closed.average_won_amount as decimal(18, 2)) as average_won_amount,
            cast(closed.won_count as double)
            / nullif(closed.won_count + closed.lost_count, 0) as win_rate,
            closed.average_days_to_win,
            closed.median_days_to_win,
            closed.average_days_to_close,
            cast(
                open_by_team.open_count
                * closed.average_won_amount
                * closed.won_count
                / nullif(closed.won_count + closed.lost_count, 0)
                / nullif(closed.average_days_to_win, 0) as decimal(18, 2)
            ) as velocity_per_day
        from open_by_team
        left join
            closed_by_team as closed
            on open_by_team.month = closed.month
            and open_by_team.team is not distinct from closed.team
    )

select *
from final
