with
    customer_rfm_monthly as (select * from {{ ref("customer_rfm_monthly") }}),
    int_customer_order_days as (select * from {{ ref("int_customer_order_days") }}),
    int_later_refunds as (select * from {{ ref("int_later_refunds") }}),

    month_ends as (
        select distinct
            as_of_date, cast(date_trunc('month', as_of_date) - interval 1 day as date) as before
        from customer_rfm_monthly
    ),

    -- before the first month that is kept, nobody knows the segments
    known as (
        select month_ends.as_of_date, month_ends.before
        from month_ends
        cross join
            (
                select
                    min(order_date) as first_order_date,
                    cast(
                        date_trunc('month', min(as_of_date) + interval 1 day)
                        - to_months({{ var("rfm_months") }} - 1)
                        - interval 1 day as date
                    ) as first_month_end
                from int_customer_order_days
            )
        where month_ends.before >= first_month_end or month_ends.before < first_order_date
    ),

    -- what was paid back after the end of the month had been brought by then
    days as (
        select customer_id, order_date, net_amount
        from int_customer_order_days
        union all by name
        select customer_id, order_date, amount as net_amount
        from int_later_refunds
        where refunded_date > last_day(order_date)
    ),

    bought as (
        select
            customer_id,
            cast(date_trunc('month', order_date) as date) as month,
            sum(net_amount) as net_amount
        from days
        group by all
    ),

    final as (
        select
            cast(date_trunc('month', later.as_of_date) as date) as month,
            coalesce(earlier.segment, 'none') as from_segment,
            later.segment as to_segment,
            count(*) as customers,
            cast(coalesce(sum(bought.net_amount), 0) as decimal(18, 2)) as net_amount
        from customer_rfm_monthly as later
        inner join known on later.as_of_date = known.as_of_date
        left join
            customer_rfm_monthly as earlier
            on later.customer_id = earlier.customer_id
            and known.before = earlier.as_of_date
        left join
            bought
            on later.customer_id = bought.customer_id
            and date_trunc('month', later.as_of_date) = bought.month
        group by all
    )

select *
from final
