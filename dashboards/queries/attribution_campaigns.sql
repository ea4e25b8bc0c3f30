-- What each model gives to the campaigns of one group of channels, of the purchases of the months
-- that begin in the period: revenue where $credit is `revenue`, else purchases.
with
    credits as (
        select
            model,
            campaign_id,
            case when $credit = 'revenue' then revenue else conversions end as credit
        from marts.attribution
        where channel_group = $channel_group and month between $first_month and $end
    )
select
    campaign.campaign_name,
    coalesce(sum(credit) filter (where model = 'first'), 0)::double as first_touch,
    coalesce(sum(credit) filter (where model = 'last'), 0)::double as last_touch,
    coalesce(sum(credit) filter (where model = 'linear'), 0)::double as linear,
    coalesce(sum(credit) filter (where model = 'time_decay'), 0)::double as time_decay,
    coalesce(sum(credit) filter (where model = 'position'), 0)::double as position_based,
    coalesce(sum(credit) filter (where model = 'markov'), 0)::double as markov,
    coalesce(sum(credit) filter (where model = 'shapley'), 0)::double as shapley
from credits
inner join core.dim_campaign as campaign on credits.campaign_id = campaign.campaign_id
group by credits.campaign_id, campaign.campaign_name
order by linear desc, credits.campaign_id
limit $row_limit
