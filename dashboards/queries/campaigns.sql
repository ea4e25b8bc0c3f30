-- Campaigns that had begun by the as-of date, over their whole life, the dearest first; `campaigns`
-- is how many there are. What came by no campaign is the last row.
select
    campaign_id,
    campaign_name,
    source_system,
    channel_group,
    start_date,
    cost::double as cost,
    leads,
    customers,
    revenue::double as revenue,
    cac,
    roi,
    roas,
    count(*) filter (where campaign_id <> 'unknown') over () as campaigns
from marts.campaign_performance
order by campaign_id = 'unknown', cost desc nulls last, customers desc, campaign_id
limit $row_limit
