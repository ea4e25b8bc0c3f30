-- The values of one filter, the commonest first.
select value, label
from marts.filter_value
where filter = $filter
order by customers desc, value
