-- How many customers stay for how long: everybody together ($cut 'all') or by the channel that
-- brought them ('channel'), the largest first; with the bounds that hold the share 95 times in 100.
select
    cut_value,
    days,
    at_risk,
    events,
    censored,
    survival,
    standard_error,
    -- greatest() and least() would pass over a NULL
    if(standard_error is null, null, greatest(survival - 1.96 * standard_error, 0))
        as survival_lower,
    if(standard_error is null, null, least(survival + 1.96 * standard_error, 1)) as survival_upper
from marts.customer_survival
where
    cut_name = $cut
    and (cut_name = 'all' or $channels is null or list_contains($channels, cut_value))
order by first_value(at_risk) over (partition by cut_value order by days) desc, cut_value, days
