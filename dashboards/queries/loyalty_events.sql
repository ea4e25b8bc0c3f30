-- The changes of points in a month, the largest first.
select
    occurred_date,
    customer_id,
    kind as points_kind,
    points::double as points,
    balance_after::double as balance_after,
    tier_after
from core.fct_loyalty_event
where
    date_trunc('month', occurred_date) = $month
    and occurred_date <= $as_of_date
    and points <> 0
order by abs(points) desc, occurred_date, loyalty_event_id
limit $row_limit
