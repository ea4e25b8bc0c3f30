-- Customers with what they have brought, what they are expected to bring and how likely they are to
-- leave, the dearest first. $cut ('segment', 'channel', 'region', 'band' or 'win_back'), where it is
-- not null, leaves only those of $group; $measure ('historic_value', 'expected_value_12m' or
-- 'p_alive'), where it is not null, those from $lower to below $upper, NULL being no bound.
with
    customers as (
        select
            clv.customer_id,
            customer.source_system,
            customer.segment,
            clv.historic_value::double as historic_value,
            clv.expected_value_12m::double as expected_value_12m,
            clv.p_alive,
            risk.risk,
            risk.band,
            customer.last_purchase_date,
            case $cut
                when 'segment' then customer.segment
                when 'channel' then customer.channel
                when 'region' then customer.region
                when 'band' then coalesce(risk.band, 'unknown')
                when 'win_back' then coalesce(risk.win_back, 'none')
            end as group_name,
            case $measure
                when 'historic_value' then clv.historic_value::double
                when 'expected_value_12m' then clv.expected_value_12m::double
                when 'p_alive' then clv.p_alive
            end as measured
        from marts.customer_clv as clv
        inner join marts.customer_360 as customer on customer.customer_id = clv.customer_id
        left join marts.customer_churn_risk as risk on risk.customer_id = clv.customer_id
        where
            list_contains($sources, customer.source_system)
            and ($regions is null or list_contains($regions, customer.region))
            and ($channels is null or list_contains($channels, customer.channel))
            and ($owners is null or list_contains($owners, customer.owner_employee_id))
            and ($bands is null or list_contains($bands, risk.band))
    )

select * exclude (group_name, measured)
from customers
where
    ($cut is null or group_name is not distinct from $group)
    and (
        $measure is null
        or (
            measured is not null
            and ($lower::double is null or measured >= $lower::double)
            and ($upper::double is null or measured < $upper::double)
        )
    )
order by expected_value_12m desc nulls last, historic_value desc, customer_id
limit $row_limit
