-- What: the points and members of the last month are the last balances, tier by tier.
-- Why: the month adds up changes, a balance is stated; points that move with a member's tier could
-- be lost between both.
-- A row: a tier with its points and members in either way.
with
    loyalty_programme as (select * from {{ ref("loyalty_programme") }}),
    int_loyalty_balances as (select * from {{ ref("int_loyalty_balances") }}),

    members as (
        select tier, balance
        from int_loyalty_balances
        qualify
            row_number() over (partition by source_system, customer_id order by event_number desc)
            = 1
    ),

    balances as (
        select tier, sum(balance) as points, count(*) as members from members group by tier
    ),

    months as (
        select *
        from loyalty_programme
        where month = (select max(last.month) from loyalty_programme as last)
    )

select months.tier, months.closing_points, balances.points, months.members, balances.members
from months
full join balances on months.tier = balances.tier
where
    coalesce(months.closing_points, 0) <> coalesce(balances.points, 0)
    or coalesce(months.members, 0) <> coalesce(balances.members, 0)
