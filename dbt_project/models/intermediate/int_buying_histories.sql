with
    int_customer_order_days as (select * from {{ ref("int_customer_order_days") }}),

    final as (
        select
            customer_id,
            min(as_of_date) as as_of_date,
            count(*) - 1 as repeats,
            cast(max(order_date) - min(order_date) as bigint) as last_days,
            cast(min(as_of_date) - min(order_date) as bigint) as age_days,
            count(*) filter (where order_day_number > 1 and is_amount_known) as known_repeats,
            cast(
                avg(net_amount) filter (where order_day_number > 1 and is_amount_known) as double
            ) as repeat_amount,
            cast(sum(net_amount) as decimal(18, 2)) as net_amount,
            -- for the Python models, which are told of no setting otherwise
            cast({{ var("clv_monthly_discount") }} as double) as monthly_discount
        from int_customer_order_days
        group by customer_id
    )

select *
from final
