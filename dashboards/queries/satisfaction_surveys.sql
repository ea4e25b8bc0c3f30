-- Surveys that asked for drivers of their score, the most answered first.
select kind, touchpoint, max(responses)::bigint as responses
from marts.satisfaction_driver
group by kind, touchpoint
order by responses desc, kind, touchpoint
