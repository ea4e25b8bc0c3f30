with
    service_ticket as (select * from {{ ref("service_ticket") }}),
    int_orders_as_of as (select * from {{ ref("int_orders_as_of") }}),
    fct_order_line as (select * from {{ ref("fct_order_line") }}),
    dim_product as (select * from {{ ref("dim_product") }}),

    complaints as (
        select
            cast(date_trunc('month', opened_date) as date) as month,
            coalesce(cause, 'unknown') as cause,
            product_id,
            1 as complaints,
            date_trunc('month', as_of_date) as last_month
        from service_ticket
        where kind = 'complaint'
    ),

    orders as (
        select order_id, cast(date_trunc('month', order_date) as date) as month
        from int_orders_as_of
    ),

    -- from the first order on, so that orders of months before any complaint count as well
    months as (
        select unnest(generate_series(first_month, last_month, interval 1 month)) as month
        from
            (
                select
                    least(min(month), (select min(month) from orders)) as first_month,
                    min(last_month) as last_month
                from complaints
            )
    ),

    -- with nothing of every cause in every month, so that none is left out
    complained as (
        select month, cause, product_id, complaints
        from complaints
        union all
        select cast(months.month as date), causes.cause, null as product_id, 0 as complaints
        from months
        cross join (select distinct cause from complaints) as causes
    ),

    -- in its month and in all together (NULL), of its product and of all together (NULL)
    counted as (
        select month, cause, product_id, sum(complaints) as complaints
        from complained
        group by cause, cube (month, product_id)
        having
            (grouping(month) = 1 or month is not null)
            and (grouping(product_id) = 1 or product_id is not null)
    ),

    -- an order counts once for a product, however many lines it has of it
    bought as (
        select distinct orders.order_id, orders.month, lines.product_id
        from fct_order_line as lines
        inner join orders on lines.order_id = orders.order_id
        where lines.product_id in (select product_id from complaints)
    ),

    ordered as (
        select month, product_id, count(*) as orders
        from bought
        group by product_id, rollup (month)
        union all
        select month, null as product_id, count(*) as orders
        from orders
        group by rollup (month)
    ),

    final as (
        select
            counted.month,
            counted.cause,
            counted.product_id,
            dim_product.product_name,
            cast(counted.complaints as bigint) as complaints,
            -- which product was meant is not known, nor then how often it was bought
            case
                when counted.product_id is distinct from 'unknown' then coalesce(ordered.orders, 0)
            end as orders,
            case
                when counted.product_id is distinct from 'unknown'
                then 1000 * cast(counted.complaints as double) / nullif(ordered.orders, 0)
            end as complaints_per_1000_orders
        from counted
        left join
            ordered
            on counted.month is not distinct from ordered.month
            and counted.product_id is not distinct from ordered.product_id
        left join dim_product on counted.product_id = dim_product.product_id
    )

select *
from final
