-- Whether anybody ever answered a survey or was on a journey.
select 1 as found
from marts.satisfaction_monthly
union all
select 1 as found
from marts.customer_journey
limit 1
