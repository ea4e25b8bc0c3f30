-- Whether anybody ever answered a survey, or was on a journey that began with a touch.
select 1 as found
from marts.satisfaction_monthly
union all
select 1 as found
from marts.customer_journey
where step = 1 and to_touchpoint not in ('purchase', 'none', 'open')
limit 1
