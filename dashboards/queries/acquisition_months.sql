-- Each group of channels in each month that begins in the period.
select
    month,
    channel_group,
    leads,
    customers,
    spend::double as spend,
    cac,
    payback_months
from marts.channel_acquisition
where month between $first_month and $end
order by month, channel_group
