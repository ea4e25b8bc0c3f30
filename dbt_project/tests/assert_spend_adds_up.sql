-- What: the money spent per source and currency is that of the reports, but for the rounding of
-- each campaign and day to the cent.
-- Why: a report split by device or ad group has many rows a day, and a campaign may be known to
-- several sources.
-- A row: a source and currency with the two sums. Rows of several days count in neither.
with
    reported as (
        select
            source_system,
            coalesce(currency, '{{ var("reporting_currency") }}') as currency,
            cast(sum(amount) as decimal(18, 2)) as amount,
            sum(clicks) as clicks,
            count(*) as rows_reported
        from {{ ref("int_campaign_spend_unioned") }}
        where spend_date is not null
        group by all
    ),

    counted as (
        select
            source_system,
            currency,
            sum(source_amount) as amount,
            sum(clicks) as clicks,
            count(*) as days
        from {{ ref("fct_campaign_spend") }}
        group by all
    )

select
    source_system,
    currency,
    reported.amount as reported_amount,
    counted.amount as counted_amount,
    reported.clicks as reported_clicks,
    counted.clicks as counted_clicks
from reported
full outer join counted using (source_system, currency)
where
    abs(reported.amount - counted.amount) > 0.005 * counted.days
    or reported.rows_reported is null
    or counted.days is null
    or (reported.amount is null) <> (counted.amount is null)
    or reported.clicks is distinct from counted.clicks
