-- What: what products bring in a month is the net revenue of its days.
-- Why: an order's own discount or refund, lines without a product and orders without lines would
-- each be lost in a sum of lines.
-- A row: a month and both sums.
with
    product_performance as (select * from {{ ref("product_performance") }}),
    kpi_daily as (select * from {{ ref("kpi_daily") }}),

    products as (
        select month, sum(net_amount) as net_amount from product_performance group by month
    ),

    days as (
        select cast(date_trunc('month', day) as date) as month, sum(value) as net_amount
        from kpi_daily
        where metric = 'net_revenue'
        group by all
    )

select month, products.net_amount as of_products, days.net_amount as of_days
from products
full join days using (month)
where coalesce(products.net_amount, 0) <> coalesce(days.net_amount, 0)
