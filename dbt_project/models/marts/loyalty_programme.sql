{% set point_value = var("loyalty_point_value") %}

with
    int_loyalty_balances as (select * from {{ ref("int_loyalty_balances") }}),

    changes as (
        select *, cast(date_trunc('month', occurred_date) as date) as month
        from int_loyalty_balances
    ),

    -- who comes to a tier or leaves it, with the points that it has by then
    moves as (
        select month, tier, 1 as members, balance_before as points
        from changes
        where tier is distinct from tier_before
        union all
        select month, tier_before as tier, -1 as members, - balance_before as points
        from changes
        where tier <> tier_before
    ),

    moved as (
        select month, tier, sum(members) as members, sum(points) as points
        from moves
        group by month, tier
    ),

    counted as (
        select
            month,
            tier,
            {% for kind in ["earned", "referral", "redeemed", "expired"] %}
                abs(
                    coalesce(sum(points) filter (where kind = '{{ kind }}'), 0)
                ) as {{ kind }}_points,
            {% endfor %}
            coalesce(
                sum(points) filter (where kind in ('adjusted', 'tier_change')), 0
            ) as adjusted_points,
            sum(unexplained_points) as unexplained_points,
            sum(points + unexplained_points) as changed_points,
            count(distinct(source_system, customer_id)) filter (
                where kind = 'referral'
            ) as referrers
        from changes
        group by month, tier
    ),

    -- every month of every tier, from the first change on
    months as (
        select
            tiers.tier,
            cast(
                unnest(
                    generate_series(
                        (select min(month) from changes),
                        (select date_trunc('month', max(as_of_date)) from changes),
                        interval 1 month
                    )
                ) as date
            ) as month
        from (select distinct tier from changes) as tiers
    ),

    added_up as (
        select
            months.month,
            months.tier,
            coalesce(counted.earned_points, 0) as earned_points,
            coalesce(counted.referral_points, 0) as referral_points,
            coalesce(counted.redeemed_points, 0) as redeemed_points,
            coalesce(counted.expired_points, 0) as expired_points,
            coalesce(counted.adjusted_points, 0) as adjusted_points,
            coalesce(counted.unexplained_points, 0) as unexplained_points,
            coalesce(moved.points, 0) as moved_points,
            coalesce(counted.referrers, 0) as referrers,
            sum(coalesce(moved.members, 0)) over so_far as members,
            sum(coalesce(counted.changed_points, 0) + coalesce(moved.points, 0)) over so_far
            as closing_points
        from months
        left join counted on months.month = counted.month and months.tier = counted.tier
        left join moved on months.month = moved.month and months.tier = moved.tier
        window so_far as (partition by months.tier order by months.month)
    ),

    final as (
        select
            month,
            tier,
            cast(members as bigint) as members,
            cast(
                coalesce(lag(closing_points) over (partition by tier order by month), 0) as decimal(
                    18, 2
                )
            ) as opening_points,
            {% for kind in [
                "earned",
                "referral",
                "redeemed",
                "expired",
                "adjusted",
                "unexplained",
                "moved",
                "closing",
            ] %}
                cast({{ kind }}_points as decimal(18, 2)) as {{ kind }}_points,
            {% endfor %}
            cast(
                closing_points
                * {{ "null" if point_value is none else point_value }} as decimal(18, 2)
            ) as liability,
            cast(redeemed_points as double)
            / nullif(earned_points + referral_points, 0) as redemption_rate,
            referrers,
            cast(referrers as double) / nullif(members, 0) as referral_rate
        from added_up
    )

select *
from final
