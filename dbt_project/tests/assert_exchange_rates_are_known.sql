-- What: every amount has an exchange rate to the reporting currency, and one that can be right.
-- Why: without one it would be missing from every total; a rate is never guessed.
-- A row: a currency without a rate, or with one that makes more of an amount than there is room
-- for, the first day it is needed and how many amounts are missing;
-- they stay in their own currency. Land a file `exchange_rates.csv` in the plain shape, export the
-- rate, or set the reporting currency to the data's own.
{{ config(severity="warn") }}

with
    fct_order as (select * from {{ ref("fct_order") }}),
    fct_opportunity as (select * from {{ ref("fct_opportunity") }}),
    fct_campaign_spend as (select * from {{ ref("fct_campaign_spend") }}),

    -- of spend, core has no rate: the amount itself is missing
    spent as (
        select
            source_system,
            currency,
            spend_date,
            case when amount is not null or source_amount is null then 1 end as exchange_rate
        from fct_campaign_spend
    ),

    amounts as (
        select
            source_system,
            currency,
            case
                when gross is not null or source_gross is null then exchange_rate
            end as exchange_rate,
            order_date as day
        from fct_order
        union all
        select
            source_system,
            currency,
            case when amount is not null then exchange_rate end as exchange_rate,
            created_date as day
        from fct_opportunity
        where source_amount is not null
        union all
        select source_system, currency, exchange_rate, spend_date as day
        from spent
    )

select
    source_system,
    currency as from_currency,
    '{{ var("reporting_currency") }}' as to_currency,
    min(day) as first_needed,
    count(*) as amounts
from amounts
where exchange_rate is null
group by source_system, currency
