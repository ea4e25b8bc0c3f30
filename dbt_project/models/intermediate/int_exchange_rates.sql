{% set columns = {
    "from_currency": "varchar",
    "to_currency": "varchar",
    "valid_from": "date",
    "rate": "decimal(18, 11)",
    "source_system": "varchar",
    "exported_at": "timestamp",
} %}

with
    exchange_rates as (select * from {{ ref("exchange_rates") }}),

    given as ({{ unioned(columns, {"stg_template__exchange_rates": {}}) }}),

    -- a rate that is given wins over the seed's, and a newer export over an older one
    stated as (
        select from_currency, to_currency, valid_from, rate, 0 as rank, source_system, exported_at
        from given
        where from_currency <> to_currency and valid_from is not null and rate > 0
        union all by name
        select from_currency, to_currency, valid_from, rate, 1 as rank
        from exchange_rates
    ),

    -- both ways; a rate that is stated wins over the inverse of one that is
    both_ways as (
        select *, cast(rate as decimal(28, 12)) as exact_rate, 0 as is_inverse
        from stated
        union all by name
        select
            * replace (to_currency as from_currency, from_currency as to_currency),
            cast(cast(1 as decimal(28, 12)) / rate as decimal(28, 12)) as exact_rate,
            1 as is_inverse
        from stated
    ),

    rates as (
        select from_currency, to_currency, valid_from, exact_rate
        from both_ways
        qualify
            row_number() over (
                partition by from_currency, to_currency, valid_from
                order by rank, is_inverse, exported_at desc nulls last, source_system, exact_rate
            )
            = 1
    ),

    direct as (select * from rates where to_currency = '{{ var("reporting_currency") }}'),

    -- a currency without a rate to the reporting currency goes through one that has both
    bridges as (
        select rates.from_currency, min(rates.to_currency) as bridge
        from rates
        semi join direct on rates.to_currency = direct.from_currency
        where
            rates.from_currency not in (select from_currency from direct)
            and rates.from_currency <> '{{ var("reporting_currency") }}'
        group by rates.from_currency
    ),

    -- such a rate may change on the day of either of the two
    bridge_days as (
        select bridges.from_currency, bridges.bridge, rates.valid_from
        from bridges
        inner join
            rates
            on bridges.from_currency = rates.from_currency
            and bridges.bridge = rates.to_currency
        union
        select bridges.from_currency, bridges.bridge, direct.valid_from
        from bridges
        inner join direct on bridges.bridge = direct.from_currency
    ),

    bridged as (
        select
            bridge_days.from_currency,
            bridge_days.valid_from,
            max_by(first_rates.exact_rate, first_rates.valid_from) as first_rate,
            max_by(second_rates.exact_rate, second_rates.valid_from) as second_rate
        from bridge_days
        inner join
            rates as first_rates
            on bridge_days.from_currency = first_rates.from_currency
            and bridge_days.bridge = first_rates.to_currency
            and first_rates.valid_from <= bridge_days.valid_from
        inner join
            direct as second_rates
            on bridge_days.bridge = second_rates.from_currency
            and second_rates.valid_from <= bridge_days.valid_from
        group by bridge_days.from_currency, bridge_days.bridge, bridge_days.valid_from
    ),

    known as (
        select from_currency, valid_from, exact_rate, false as is_bridged
        from direct
        union all by name
        select
            from_currency,
            valid_from,
            try_cast(
                cast(first_rate as double) * cast(second_rate as double) as decimal(28, 12)
            ) as exact_rate,
            true as is_bridged
        from bridged
    ),

    -- one that 18 digits cannot hold is none
    final as (
        select from_currency, valid_from, cast(exact_rate as decimal(18, 11)) as rate, is_bridged
        from known
        where exact_rate between 1e-11 and 9e6
    )

select *
from final
