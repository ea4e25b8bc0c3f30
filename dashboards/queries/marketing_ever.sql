-- Whether there were leads, customers or spend of any channel at any time.
select 1 as found
from marts.channel_acquisition
where leads > 0 or customers > 0 or spend is null or spend > 0
limit 1
