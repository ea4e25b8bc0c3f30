-- What: per source, table and currency, the amounts of the orders are those of the exports, less
-- what is excluded, to the cent.
-- Why: an order or line that a join repeats or loses shows here, whatever the reporting currency
-- and however many decimals an export has.
-- A row: a source and a currency, what its exports come to, and what its orders come to.
with
    int_orders_unioned as (select * from {{ ref("int_orders_unioned") }}),
    int_order_lines_unioned as (select * from {{ ref("int_order_lines_unioned") }}),
    int_order_keys as (select * from {{ ref("int_order_keys") }}),
    int_order_totals as (select * from {{ ref("int_order_totals") }}),
    fct_order as (select * from {{ ref("fct_order") }}),

    headers as (
        select
            source_system,
            {{ surrogate_key("source_system", "'orders'", "source_id") }} as order_id,
            coalesce(currency, '') as currency,
            gross_amount
        from int_orders_unioned
        where not is_deleted and is_in_effect and reduced_order_source_id is null
    ),

    -- an order whose lines do not agree has the currency of one of them
    disagreeing as (
        select source_system, source_id, currency
        from int_order_totals
        where has_several_currencies or has_lines_without_currency
    ),

    -- lines count where no order states an amount
    lines as (
        select
            lines.source_system,
            coalesce(headers.currency, disagreeing.currency, lines.currency, '') as currency,
            lines.amount
        from int_order_lines_unioned as lines
        left join
            int_order_keys
            on lines.source_system = int_order_keys.source_system
            and lines.order_source_id = int_order_keys.order_source_id
        left join headers on int_order_keys.order_id = headers.order_id
        left join
            disagreeing
            on lines.source_system = disagreeing.source_system
            and lines.order_source_id = disagreeing.source_id
        where
            not lines.is_deleted
            and int_order_keys.reason_excluded is null
            and headers.gross_amount is null
    ),

    exported as (
        select source_system, currency, sum(amount) as amount
        from
            (
                select source_system, currency, gross_amount as amount
                from headers
                union all
                select source_system, currency, amount
                from lines
            ) as amounts
        group by source_system, currency
    ),

    found as (
        select
            totals.source_system,
            coalesce(totals.currency, '') as currency,
            sum(totals.gross_amount) as amount
        from fct_order
        inner join int_order_totals as totals on fct_order.order_id = totals.order_id
        group by totals.source_system, totals.currency
    )

select
    coalesce(exported.source_system, found.source_system) as source_system,
    coalesce(exported.currency, found.currency) as currency,
    exported.amount as exported,
    found.amount as found
from exported
full outer join
    found on exported.source_system = found.source_system and exported.currency = found.currency
where round(coalesce(exported.amount, 0), 2) is distinct from round(coalesce(found.amount, 0), 2)
