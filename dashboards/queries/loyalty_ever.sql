-- Whether there ever was a loyalty programme.
select 1 as found
from marts.loyalty_programme
order by found
limit 1
