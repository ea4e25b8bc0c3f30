with
    int_orders_unioned as (select * from {{ ref("int_orders_unioned") }}),

    orders as (
        select
            source_system,
            source_id,
            name_key,
            {{ surrogate_key("source_system", "'orders'", "source_id") }} as order_id,
            case
                when is_deleted
                then 'deleted'
                when reduced_order_source_id is not null
                then 'reduces another order'
                when not is_in_effect
                then 'not in effect'
            end as reason_excluded
        from int_orders_unioned
    ),

    -- the number of an order stands for it where no other order of the source has it
    named as (
        select
            source_system,
            name_key,
            min(order_id) as order_id,
            min(reason_excluded) as reason_excluded
        from orders
        where
            name_key is not null
            and (source_system, name_key) not in (select (source_system, source_id) from orders)
        group by source_system, name_key
        having count(*) = 1
    ),

    final as (
        select source_system, source_id as order_source_id, order_id, reason_excluded
        from orders
        union all
        select source_system, name_key as order_source_id, order_id, reason_excluded
        from named
    )

select *
from final
