with
    int_orders_as_of as (select * from {{ ref("int_orders_as_of") }}),
    int_order_refunds as (select * from {{ ref("int_order_refunds") }}),
    fct_order_line as (select * from {{ ref("fct_order_line") }}),
    as_of as (select * from {{ ref("as_of") }}),

    {{ stated_lines() }},

    totals as (
        select order_id, count(*) as lines, sum(amount) as amount, sum(greatest(amount, 0)) as worth
        from stated
        group by order_id
    ),

    final as (
        select
            int_orders_as_of.order_id,
            coalesce(totals.lines, 0) as lines,
            cast(
                int_orders_as_of.net_amount - coalesce(totals.amount, 0) as decimal(18, 2)
            ) as difference,
            cast(coalesce(totals.worth, 0) as decimal(18, 2)) as worth
        from int_orders_as_of
        left join totals on int_orders_as_of.order_id = totals.order_id
        where totals.order_id is null or int_orders_as_of.net_amount <> totals.amount
    )

select *
from final
