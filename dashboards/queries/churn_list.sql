-- The customers of a risk band, those with most at stake first, with up to three reasons and what to
-- do, in $language.
with
    -- the words of a few customers are looked up, not those of all
    worst as (
        select
            customer_id,
            source_system,
            segment,
            churn_risk as risk,
            expected_value_12m::double as value_at_stake,
            net_amount::double as historic_value,
            last_purchase_date,
            days_since_purchase
        from marts.customer_360
        where
            list_contains($sources, source_system)
            and ($regions is null or list_contains($regions, region))
            and ($channels is null or list_contains($channels, channel))
            and ($owners is null or list_contains($owners, owner_employee_id))
            and churn_band = $band
        order by value_at_stake desc nulls last, risk desc, customer_id
        limit $row_limit
    )

select
    worst.customer_id,
    worst.source_system,
    worst.segment,
    worst.risk,
    worst.value_at_stake,
    worst.historic_value,
    if($language = 'zh', risk.reasons_zh, risk.reasons) as reasons,
    if($language = 'zh', risk.win_back_zh, risk.win_back) as win_back,
    worst.last_purchase_date,
    worst.days_since_purchase
from worst
inner join marts.customer_churn_risk as risk on risk.customer_id = worst.customer_id
order by worst.value_at_stake desc nulls last, worst.risk desc, worst.customer_id
