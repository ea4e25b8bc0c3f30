with
    int_buying_histories as (select * from {{ ref("int_buying_histories") }}),
    int_buying_forecasts as (select * from {{ ref("int_buying_forecasts") }}),
    int_spend_forecasts as (select * from {{ ref("int_spend_forecasts") }}),

    final as (
        select
            histories.customer_id,
            histories.as_of_date,
            cast(histories.net_amount as decimal(18, 2)) as historic_value,
            forecasts.p_alive,
            forecasts.expected_orders_12m,
            cast(amounts.expected_amount as decimal(18, 2)) as expected_order_value,
            cast(
                forecasts.discounted_orders_12m * amounts.expected_amount as decimal(18, 2)
            ) as expected_value_12m,
            coalesce(forecasts.model, 'not enough history') as model
        from int_buying_histories as histories
        left join
            int_buying_forecasts as forecasts
            on histories.repeats = forecasts.repeats
            and histories.last_days = forecasts.last_days
            and histories.age_days = forecasts.age_days
        left join int_spend_forecasts as amounts on histories.customer_id = amounts.customer_id
    )

select *
from final
