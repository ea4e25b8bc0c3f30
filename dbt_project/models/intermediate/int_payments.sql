with
    int_payments_of_orders as (select * from {{ ref("int_payments_of_orders") }}),

    -- added up before they are converted, so that they are rounded once
    by_currency as (
        select
            order_id,
            min(source_system) as source_system,
            is_in_other_currency,
            case
                when is_in_other_currency
                then {{ sum_in_reporting_currency("amount", "own_rate") }}
                else {{ sum_in_reporting_currency("amount", "rate_of_order") }}
            end as amount,
            count(*) as payment_count
        from int_payments_of_orders
        where amount is not null
        group by order_id, is_in_other_currency
    ),

    final as (
        select
            order_id,
            min(source_system) as source_system,
            cast({{ sum_if_known("amount") }} as decimal(18, 2)) as amount,
            bool_or(is_in_other_currency) as has_other_currencies,
            cast(sum(payment_count) as bigint) as payment_count
        from by_currency
        group by order_id
    )

select *
from final
