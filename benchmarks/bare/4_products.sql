-- What is sold: each product month by month, and products of the same orders.
create table product_performance as
with
    sold as (
        select
            product_id,
            cast(date_trunc('month', order_date) as date) as month,
            count(distinct order_id) as orders,
            sum(quantity) as units,
            sum(net_amount) as net_amount,
            sum(net_amount - cost) as margin
        from fct_order_line
        group by all
    ),

    months as (
        select
            product_id,
            cast(
                unnest(
                    generate_series(
                        min(month), date_trunc('month', as_of_date), interval 1 month
                    )
                ) as date
            ) as month,
            as_of_date
        from sold, as_of
        group by product_id, as_of_date
    ),

    counted as (
        select
            product_id,
            month,
            last_day(month) <= as_of_date as is_complete,
            coalesce(orders, 0) as orders,
            coalesce(units, 0) as units,
            coalesce(net_amount, 0) as net_amount,
            coalesce(margin, 0) as margin
        from months
        left join sold using (product_id, month)
    ),

    compared as (
        select
            *,
            sum(orders) over later as orders_3m,
            sum(net_amount) over later as net_amount_3m,
            sum(orders) over earlier as orders_3m_before,
            sum(net_amount) over earlier as net_amount_3m_before,
            is_complete and row_number() over product > 6 as is_comparable
        from counted
        window
            product as (partition by product_id order by month),
            later as (
                partition by product_id order by month rows between 2 preceding and current row
            ),
            earlier as (
                partition by product_id order by month rows between 5 preceding and 3 preceding
            )
    )

select
    product_id,
    product_name,
    category,
    month,
    is_complete,
    orders,
    cast(units as decimal(18, 4)) as units,
    -- the files know of no piece that came back
    cast(case when orders = 0 then 0 end as decimal(18, 4)) as returned_units,
    cast(null as double) as return_rate,
    cast(net_amount as decimal(18, 2)) as net_amount,
    cast(margin as decimal(18, 2)) as margin,
    cast(net_amount as double) / nullif(sum(net_amount) over (partition by month), 0) as net_share,
    case when is_comparable then cast(orders_3m as bigint) end as orders_3m,
    case when is_comparable then cast(orders_3m_before as bigint) end as orders_3m_before,
    case
        when is_comparable and net_amount_3m_before > 0
        then cast(net_amount_3m as double) / net_amount_3m_before - 1
    end as net_growth,
    case
        when not is_comparable then 'not enough history'
        when pow(orders_3m - orders_3m_before, 2) <= 4 * (orders_3m + orders_3m_before)
        then 'steady'
        when orders_3m > orders_3m_before then 'growing'
        else 'declining'
    end as trend
from compared
inner join dim_product using (product_id);

create table product_affinity as
with
    contents as (select distinct order_id, product_id from fct_order_line where quantity > 0),

-- an order of more than a hundred products says nothing
    baskets as (
        select order_id, product_id
        from contents
        qualify count(*) over (partition by order_id) <= 100
    ),

    products as (
        select product_id, count(*) as orders
        from baskets
        group by product_id
        having count(*) >= 5
    ),

    pairs as (
        select one.product_id, other.product_id as other_product_id, count(*) as common_orders
        from baskets as one
        inner join baskets as other
            on one.order_id = other.order_id and one.product_id < other.product_id
        group by all
        having count(*) >= 5
    ),

    counted as (
        select
            product_id,
            other_product_id,
            (select count(distinct order_id) from baskets) as orders,
            one.orders as product_orders,
            other.orders as other_product_orders,
            common_orders
        from
            (
                from pairs
                union all
                select other_product_id, product_id, common_orders from pairs
            )
        inner join products as one using (product_id)
        inner join products as other on other_product_id = other.product_id
    )

select
    counted.product_id,
    one.product_name,
    other_product_id,
    other.product_name as other_product_name,
    orders,
    product_orders,
    other_product_orders,
    common_orders,
    common_orders / orders as support,
    common_orders / product_orders as confidence,
    cast(common_orders as double) * orders / (product_orders * other_product_orders) as lift,
    common_orders * orders > product_orders * other_product_orders
    and pow(common_orders * orders - product_orders * other_product_orders, 2)
    > 4 * cast(orders as double) * product_orders * other_product_orders as is_beyond_chance
from counted
inner join dim_product as one on counted.product_id = one.product_id
inner join dim_product as other on other_product_id = other.product_id;
