with
    int_payments_unioned as (select * from {{ ref("int_payments_unioned") }}),
    int_order_keys as (select * from {{ ref("int_order_keys") }}),
    int_order_totals as (select * from {{ ref("int_order_totals") }}),

    payments as (
        select
            payments.*,
            {{ order_key("payments") }} as order_id,
            cast(null as decimal(18, 11)) as exchange_rate
        from int_payments_unioned as payments
        left join
            int_order_keys
            on payments.source_system = int_order_keys.source_system
            and payments.order_source_id = int_order_keys.order_source_id
        where not payments.is_deleted and payments.order_source_id is not null
    ),

    valued as (
        select
            payments.*,
            coalesce(
                payments.currency <> coalesce(orders.currency, '{{ var("reporting_currency") }}'),
                false
            ) as is_converted,
            {{ exchange_rate("payments", "paid_date") }} as reporting_rate
        from payments
        left join int_order_totals as orders on payments.order_id = orders.order_id
    ),

    converted as (
        select
            order_id,
            {{ sum_in_reporting_currency("amount", "reporting_rate") }} as converted_amount
        from valued
        where is_converted
        group by order_id
    ),

    final as (
        select
            valued.order_id,
            min(valued.source_system) as source_system,
            cast(
                sum(valued.amount) filter (where not valued.is_converted) as decimal(18, 4)
            ) as amount,
            bool_or(valued.is_converted) as has_other_currencies,
            min(converted.converted_amount) as converted_amount,
            count(*) as payment_count
        from valued
        left join converted on valued.order_id = converted.order_id
        group by valued.order_id
    )

select *
from final
