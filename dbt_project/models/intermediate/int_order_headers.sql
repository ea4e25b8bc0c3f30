with
    int_orders_unioned as (select * from {{ ref("int_orders_unioned") }}),
    int_order_keys as (select * from {{ ref("int_order_keys") }}),

    final as (
        select int_orders_unioned.*, int_order_keys.order_id
        from int_orders_unioned
        inner join
            int_order_keys
            on int_orders_unioned.source_system = int_order_keys.source_system
            and int_orders_unioned.source_id = int_order_keys.order_source_id
        where int_order_keys.reason_excluded is null
    )

select *
from final
