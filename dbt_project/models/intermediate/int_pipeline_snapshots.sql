with
    int_opportunities_as_of as (select * from {{ ref("int_opportunities_as_of") }}),
    int_opportunities as (select * from {{ ref("int_opportunities") }}),
    int_opportunity_history as (select * from {{ ref("int_opportunity_history") }}),
    int_opportunity_stage_visits as (select * from {{ ref("int_opportunity_stage_visits") }}),
    dim_product as (select * from {{ ref("dim_product") }}),
    as_of as (select * from {{ ref("as_of") }}),

    -- as_of and the same day of the months before it; of the last day of a month, the last days
    days as (
        select
            months_ago,
            case
                when last_day(as_of_date) = as_of_date
                then last_day(as_of_date - to_months(months_ago))
                else cast(as_of_date - to_months(months_ago) as date)
            end as day
        from as_of
        cross join (select cast(unnest(range(25)) as integer) as months_ago)
    ),

    -- where no open one has an amount, amounts are entered at closing, and none was known before
    source_systems as (
        select source_system, bool_or(category = 'open' and amount > 0) as has_open_amounts
        from int_opportunities
        group by source_system
    ),

    won_before as (
        select
            days.months_ago,
            opportunities.source_system,
            avg(opportunities.amount) as mean_won_amount
        from int_opportunities_as_of as opportunities
        inner join days on opportunities.closed_date <= days.day
        where opportunities.category = 'won'
        group by days.months_ago, opportunities.source_system
    ),

    open_then as (
        select days.*, opportunities.*, closing_days.months_ago as closed_months_ago
        from int_opportunities_as_of as opportunities
        inner join
            days
            on opportunities.created_date <= days.day
            and coalesce(opportunities.closed_date > days.day, opportunities.category = 'open')
        asof left join days as closing_days on opportunities.closed_date <= closing_days.day
    ),

    -- of several visits that began on one day, the last
    visits as (
        select
            opportunity_id,
            entered_date,
            max_by(stage_id, visit_number) as stage_id,
            max_by(is_observed, visit_number) as is_observed
        from int_opportunity_stage_visits
        group by opportunity_id, entered_date
    ),

    final as (
        select
            open_then.months_ago,
            open_then.day,
            open_then.opportunity_id,
            visits.stage_id,
            case when visits.is_observed then visits.stage_id else 'unknown' end as known_stage_id,
            cast(open_then.day - open_then.created_date as integer) as age_days,
            cast(
                least(floor((open_then.day - open_then.created_date) / 30), 24) as integer
            ) as age_months,
            coalesce(
                case when source_systems.has_open_amounts then nullif(history.amount, 0) end,
                case
                    when dim_product.currency = '{{ var("reporting_currency") }}'
                    then nullif(dim_product.list_price, 0)
                end,
                nullif(cast(won_before.mean_won_amount as decimal(18, 2)), 0)
            ) as amount,
            not source_systems.has_open_amounts
            or coalesce(history.amount, 0) = 0 as is_amount_estimated,
            open_then.category,
            open_then.months_ago - open_then.closed_months_ago as closed_in_month,
            open_then.amount as closed_amount
        from open_then
        inner join source_systems on open_then.source_system = source_systems.source_system
        inner join dim_product on open_then.product_id = dim_product.product_id
        left join
            won_before
            on open_then.months_ago = won_before.months_ago
            and open_then.source_system = won_before.source_system
        asof left join
            int_opportunity_history as history
            on open_then.opportunity_id = history.opportunity_id
            and {{ start_of_day("open_then.day + 1") }} > history.valid_from
        asof left join
            visits
            on open_then.opportunity_id = visits.opportunity_id
            and open_then.day >= visits.entered_date
    )

select *
from final
