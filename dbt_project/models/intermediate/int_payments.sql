with
    int_payments_unioned as (select * from {{ ref("int_payments_unioned") }}),
    int_order_keys as (select * from {{ ref("int_order_keys") }}),

    payments as (
        select payments.*, {{ order_key("payments") }} as order_id
        from int_payments_unioned as payments
        left join
            int_order_keys
            on payments.source_system = int_order_keys.source_system
            and payments.order_source_id = int_order_keys.order_source_id
        where not payments.is_deleted and payments.order_source_id is not null
    ),

    final as (
        select
            order_id,
            min(source_system) as source_system,
            cast(sum(amount) as decimal(18, 4)) as amount,
            count(*) as payment_count
        from payments
        group by order_id
    )

select *
from final
