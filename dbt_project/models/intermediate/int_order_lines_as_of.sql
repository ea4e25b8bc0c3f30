with
    int_orders_as_of as (select * from {{ ref("int_orders_as_of") }}),
    int_order_differences as (select * from {{ ref("int_order_differences") }}),
    int_order_refunds as (select * from {{ ref("int_order_refunds") }}),
    fct_order_line as (select * from {{ ref("fct_order_line") }}),
    as_of as (select * from {{ ref("as_of") }}),

    {{ stated_lines() }},

    -- what an order has more or less goes to its lines by what they are worth, else evenly
    weighed as (
        select
            stated.order_line_id,
            differences.difference,
            case when differences.worth > 0 then greatest(stated.amount, 0) else 1 end as weight,
            sum(weight) over (
                partition by stated.order_id order by stated.order_line_id
            ) as weight_so_far,
            sum(weight) over (partition by stated.order_id) as weight_of_order
        from stated
        inner join int_order_differences as differences on stated.order_id = differences.order_id
    ),

    -- differences of what is rounded, so that the lines add up to the order to the cent
    shares as (
        select
            order_line_id,
            round(difference * weight_so_far / nullif(weight_of_order, 0), 2)
            - round(difference * (weight_so_far - weight) / nullif(weight_of_order, 0), 2) as share
        from weighed
    ),

    lines as (
        select
            stated.order_line_id,
            stated.order_id,
            stated.source_system,
            stated.customer_id,
            orders.employee_id,
            stated.product_id,
            stated.order_date,
            stated.quantity,
            stated.returned_quantity,
            cast(stated.amount + coalesce(shares.share, 0) as decimal(18, 2)) as net_amount,
            stated.cost,
            orders.as_of_date
        from stated
        inner join int_orders_as_of as orders on stated.order_id = orders.order_id
        left join shares on stated.order_line_id = shares.order_line_id
        union all by name
        -- an order of which no line is exported is a line of nobody knows what
        select
            orders.order_id as order_line_id,
            orders.order_id,
            orders.source_system,
            orders.customer_id,
            orders.employee_id,
            'unknown' as product_id,
            orders.order_date,
            0 as returned_quantity,
            orders.net_amount,
            orders.as_of_date
        from int_orders_as_of as orders
        inner join int_order_differences as differences on orders.order_id = differences.order_id
        where differences.lines = 0
    ),

    -- where a system never told of a unit that came back, nobody knows whether one did
    telling as (select distinct source_system from stated where returned_quantity > 0),

    final as (
        select
            lines.* replace (
                case
                    when telling.source_system is not null then lines.returned_quantity
                end as returned_quantity
            )
        from lines
        left join telling on lines.source_system = telling.source_system
    )

select *
from final
