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

    final as (
        select
            payments.*,
            coalesce(
                payments.currency <> coalesce(orders.currency, '{{ var("reporting_currency") }}'),
                false
            ) as is_in_other_currency,
            {{ exchange_rate("payments", "paid_date") }} as own_rate,
            orders.reporting_rate as rate_of_order
        from payments
        left join int_order_totals as orders on payments.order_id = orders.order_id
    )

select *
from final
