-- The programme as a whole in each month that begins in the period: rates of the sums of its tiers.
-- The month of the as-of date is partial unless it is over.
select
    month,
    sum(members)::bigint as members,
    sum(earned_points)::double as earned_points,
    sum(referral_points)::double as referral_points,
    sum(redeemed_points)::double as redeemed_points,
    sum(expired_points)::double as expired_points,
    sum(adjusted_points + unexplained_points)::double as other_points,
    sum(closing_points)::double as closing_points,
    sum(liability)::double as liability,
    sum(redeemed_points)::double / nullif(sum(earned_points + referral_points), 0)::double
        as redemption_rate,
    sum(referrers)::bigint as referrers,
    sum(referrers)::double / nullif(sum(members), 0)::double as referral_rate,
    last_day(month) > $as_of_date as is_partial
from marts.loyalty_programme
where month between $first_month and $end
group by month
order by month
