-- Customers by how much they have brought ($measure 'historic_value') or are expected to bring
-- ('expected_value_12m'): classes that begin at 0, 1, 2, 5, 10, 20, 50 and so on, the lowest
-- holding everything below 1.
with
    valued as (
        select
            case
                when $measure = 'historic_value' then customer.net_amount::double
                else customer.expected_value_12m::double
            end as value
        from marts.customer_360 as customer
        where
            customer.orders > 0
            and list_contains($sources, customer.source_system)
            and ($regions is null or list_contains($regions, customer.region))
            and ($channels is null or list_contains($channels, customer.channel))
            and ($owners is null or list_contains($owners, customer.owner_employee_id))
    ),

    scaled as (
        select value, 10.0 ** floor(log10(value)) as power from valued where value >= 1
        union all
        select value, null as power from valued where value < 1
    ),

    classed as (
        select
            value,
            case
                when power is null then 0
                when value >= 5 * power then 5 * power
                when value >= 2 * power then 2 * power
                else power
            end as lower_value
        from scaled
    )

select
    lower_value,
    case
        when lower_value = 0 then 1
        when lower_value = 2 * 10.0 ** floor(log10(lower_value)) then lower_value * 2.5
        else lower_value * 2
    end as upper_value,
    count(*)::bigint as customers,
    sum(value) as value,
    count(*)::double / sum(count(*)) over () as customer_share,
    sum(value) / nullif(sum(sum(value)) over (), 0) as value_share
from classed
group by lower_value
order by lower_value
