-- Points and members of each tier in the months that begin in the period; of all source systems.
select
    month,
    tier,
    members,
    opening_points::double as opening_points,
    earned_points::double as earned_points,
    referral_points::double as referral_points,
    redeemed_points::double as redeemed_points,
    expired_points::double as expired_points,
    (adjusted_points + unexplained_points)::double as other_points,
    closing_points::double as closing_points,
    liability::double as liability,
    redemption_rate,
    referrers,
    referral_rate
from marts.loyalty_programme
where month between $first_month and $end
order by month, tier
