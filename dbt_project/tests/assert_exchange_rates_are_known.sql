-- What: every amount has an exchange rate to the reporting currency.
-- Why: without one it would be missing from every total; a rate is never guessed.
-- A row: a currency without a rate and the first day it is needed. Add the rate to the seed
-- `exchange_rates`, export it, or set the reporting currency to the data's own.
with
    fct_order as (select * from {{ ref("fct_order") }}),
    fct_opportunity as (select * from {{ ref("fct_opportunity") }}),

    amounts as (
        select source_system, currency, exchange_rate, order_date as day
        from fct_order
        union all
        select source_system, currency, exchange_rate, created_date as day
        from fct_opportunity
        where source_amount is not null
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
