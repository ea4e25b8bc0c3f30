-- What surveys are about, the most answered first.
select touchpoint
from marts.satisfaction_monthly
where month is null and kind in ('nps', 'csat', 'ces')
group by touchpoint
order by sum(responses) desc, touchpoint
