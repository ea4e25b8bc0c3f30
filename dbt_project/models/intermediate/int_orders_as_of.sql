with
    int_orders as (select * from {{ ref("int_orders") }}),
    as_of as (select * from {{ ref("as_of") }}),

    -- the orders that marts count
    final as (
        select
            int_orders.order_id,
            int_orders.source_system,
            int_orders.customer_id,
            int_orders.ordered_at,
            int_orders.ordered_date as order_date,
            coalesce(int_orders.net_amount, 0) as net_amount,
            as_of.as_of_date
        from int_orders
        cross join as_of
        where
            not int_orders.is_cancelled
            and int_orders.ordered_date is not null
            and {{ has_happened("int_orders.ordered_date") }}
    )

select *
from final
