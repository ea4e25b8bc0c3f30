-- What each model gives to each group of channels, of the purchases of the months that begin in the
-- period: revenue where $credit is `revenue`, else purchases.
with
    credits as (
        select
            model,
            channel_group,
            case when $credit = 'revenue' then revenue else conversions end as credit
        from marts.attribution
        where month between $first_month and $end
    )
select
    channel_group,
    coalesce(sum(credit) filter (where model = 'first'), 0)::double as first_touch,
    coalesce(sum(credit) filter (where model = 'last'), 0)::double as last_touch,
    coalesce(sum(credit) filter (where model = 'linear'), 0)::double as linear,
    coalesce(sum(credit) filter (where model = 'time_decay'), 0)::double as time_decay,
    coalesce(sum(credit) filter (where model = 'position'), 0)::double as position_based,
    coalesce(sum(credit) filter (where model = 'markov'), 0)::double as markov,
    coalesce(sum(credit) filter (where model = 'shapley'), 0)::double as shapley
from credits
group by channel_group
order by channel_group = 'unattributed', linear desc, channel_group
