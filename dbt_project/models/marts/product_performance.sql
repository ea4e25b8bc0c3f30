with
    int_order_lines_as_of as (select * from {{ ref("int_order_lines_as_of") }}),
    dim_product as (select * from {{ ref("dim_product") }}),
    as_of as (select * from {{ ref("as_of") }}),

    sold as (
        select
            product_id,
            cast(date_trunc('month', order_date) as date) as month,
            count(distinct order_id) as orders,
            sum(quantity) as units,
            sum(returned_quantity) as returned_units,
            sum(quantity) filter (where returned_quantity is not null) as returnable_units,
            sum(net_amount) as net_amount,
            case when count(cost) = count(*) then sum(net_amount - cost) end as margin
        from int_order_lines_as_of
        group by all
    ),

    -- every month since a product was first sold
    months as (
        select
            first_sold.product_id,
            cast(
                unnest(
                    generate_series(
                        first_sold.month, date_trunc('month', as_of.as_of_date), interval 1 month
                    )
                ) as date
            ) as month,
            as_of.as_of_date
        from (select product_id, min(month) as month from sold group by product_id) as first_sold
        cross join as_of
    ),

    counted as (
        select
            months.product_id,
            months.month,
            last_day(months.month) <= months.as_of_date as is_complete,
            coalesce(sold.orders, 0) as orders,
            coalesce(sold.units, 0) as units,
            case when sold.product_id is null then 0 else sold.returned_units end as returned_units,
            sold.returnable_units,
            coalesce(sold.net_amount, 0) as net_amount,
            case when sold.product_id is null then 0 else sold.margin end as margin
        from months
        left join sold on months.product_id = sold.product_id and months.month = sold.month
    ),

    -- three months against the three before, none of them that of the first sale
    compared as (
        select
            *,
            sum(orders) over three_months as orders_3m,
            sum(net_amount) over three_months as net_amount_3m,
            sum(orders) over three_before as orders_3m_before,
            sum(net_amount) over three_before as net_amount_3m_before,
            is_complete
            and row_number() over (partition by product_id order by month) > 6 as is_comparable
        from counted
        window
            three_months as (
                partition by product_id order by month rows between 2 preceding and current row
            ),
            three_before as (
                partition by product_id order by month rows between 5 preceding and 3 preceding
            )
    ),

    final as (
        select
            compared.product_id,
            dim_product.product_name,
            dim_product.category,
            compared.month,
            compared.is_complete,
            compared.orders,
            cast(compared.units as decimal(18, 4)) as units,
            cast(compared.returned_units as decimal(18, 4)) as returned_units,
            cast(compared.returned_units as double)
            / nullif(compared.returnable_units, 0) as return_rate,
            cast(compared.net_amount as decimal(18, 2)) as net_amount,
            cast(compared.margin as decimal(18, 2)) as margin,
            cast(compared.net_amount as double)
            / nullif(sum(compared.net_amount) over (partition by compared.month), 0) as net_share,
            case when is_comparable then cast(compared.orders_3m as bigint) end as orders_3m,
            case
                when is_comparable then cast(compared.orders_3m_before as bigint)
            end as orders_3m_before,
            case
                when is_comparable and compared.net_amount_3m_before > 0
                then cast(compared.net_amount_3m as double) / nullif(net_amount_3m_before, 0) - 1
            end as net_growth,
            -- orders that come by chance differ by more than twice the root of their sum once in 20
            case
                when not is_comparable
                then 'not enough history'
                when pow(orders_3m - orders_3m_before, 2) <= 4 * (orders_3m + orders_3m_before)
                then 'steady'
                when orders_3m > orders_3m_before
                then 'growing'
                else 'declining'
            end as trend
        from compared
        inner join dim_product on compared.product_id = dim_product.product_id
    )

select *
from final
