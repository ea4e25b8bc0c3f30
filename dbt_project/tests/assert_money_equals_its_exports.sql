-- What: per source and currency, the amounts of opportunities and payments and the points of
-- loyalty
-- are those of the exports, to the cent.
-- Why: an opportunity, payment or event that a join repeats or loses shows here, however it is
-- divided later. Orders, refunds and spend have tests of their own.
-- A row: what was exported, of which source and currency, and what core has of it. Payments are
-- compared where they need no conversion and their order was exported.
with
    fct_order as (select * from {{ ref("fct_order") }}),
    fct_opportunity as (select * from {{ ref("fct_opportunity") }}),
    fct_loyalty_event as (select * from {{ ref("fct_loyalty_event") }}),
    int_opportunities_unioned as (select * from {{ ref("int_opportunities_unioned") }}),
    int_payments_unioned as (select * from {{ ref("int_payments_unioned") }}),
    int_payments as (select * from {{ ref("int_payments") }}),
    int_order_keys as (select * from {{ ref("int_order_keys") }}),
    int_loyalty_events_unioned as (select * from {{ ref("int_loyalty_events_unioned") }}),

    comparable as (select order_id from int_payments where not has_other_currencies),

    payments_of_orders as (
        select fct_order.order_id, cast(sum(payments.amount) as decimal(18, 2)) as amount
        from
            (
                select payments.amount, {{ order_key("payments") }} as order_id
                from int_payments_unioned as payments
                left join
                    int_order_keys
                    on payments.source_system = int_order_keys.source_system
                    and payments.order_source_id = int_order_keys.order_source_id
                where not payments.is_deleted
            ) as payments
        inner join fct_order on payments.order_id = fct_order.order_id
        group by fct_order.order_id
    ),

    exported as (
        select
            'opportunities' as kind,
            source_system,
            coalesce(currency, '{{ var("reporting_currency") }}') as currency,
            sum(cast(amount as decimal(18, 2))) as amount
        from int_opportunities_unioned
        group by all
        union all
        select 'payments', fct_order.source_system, fct_order.currency, sum(payments.amount)
        from payments_of_orders as payments
        inner join fct_order on payments.order_id = fct_order.order_id
        where
            fct_order.exchange_rate = 1 and fct_order.order_id in (select order_id from comparable)
        group by all
        union all
        select 'points', source_system, '', sum(abs(points))
        from int_loyalty_events_unioned
        group by all
    ),

    found as (
        select 'opportunities' as kind, source_system, currency, sum(source_amount) as amount
        from fct_opportunity
        group by all
        union all
        select 'payments', source_system, currency, sum(paid_amount)
        from fct_order
        where exchange_rate = 1 and order_id in (select order_id from comparable)
        group by all
        union all
        select 'points', source_system, '', sum(abs(points))
        from fct_loyalty_event
        group by all
    )

select
    coalesce(exported.kind, found.kind) as kind,
    coalesce(exported.source_system, found.source_system) as source_system,
    coalesce(exported.currency, found.currency) as currency,
    exported.amount as exported,
    found.amount as found
from exported
full outer join
    found
    on exported.kind = found.kind
    and exported.source_system = found.source_system
    and exported.currency = found.currency
where coalesce(exported.amount, 0) <> coalesce(found.amount, 0)
