-- What to do about customers at high or medium risk: how many there are for each win-back, with the
-- reason that weighs most with them, and what they are expected to bring. `win_back` is what the
-- mart calls it, `action` and `reason` are its words in $language.
with
    actions as (
        select
            risk.win_back,
            any_value(risk.customer_id) as customer_id,
            count(*)::bigint as customers,
            sum(customer.expected_value_12m)::double as value_at_stake
        from marts.customer_churn_risk as risk
        inner join marts.customer_360 as customer on customer.customer_id = risk.customer_id
        where
            list_contains($sources, customer.source_system)
            and ($regions is null or list_contains($regions, customer.region))
            and ($channels is null or list_contains($channels, customer.channel))
            and ($owners is null or list_contains($owners, customer.owner_employee_id))
            and customer.churn_band in ('high', 'medium')
        group by risk.win_back
    )

select
    coalesce(actions.win_back, 'none') as win_back,
    if($language = 'zh', risk.win_back_zh, risk.win_back) as action,
    if(
        $language = 'zh', split_part(risk.reasons_zh, '；', 1), split_part(risk.reasons, '; ', 1)
    ) as reason,
    actions.customers,
    actions.value_at_stake
from actions
-- the words are those of any customer with this win-back
inner join marts.customer_churn_risk as risk on risk.customer_id = actions.customer_id
order by actions.value_at_stake desc nulls last, actions.customers desc, win_back
