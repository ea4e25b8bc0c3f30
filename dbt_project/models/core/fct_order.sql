with
    int_orders as (select * from {{ ref("int_orders") }}),

    final as (
        select
            order_id,
            source_system,
            source_id,
            ordered_at,
            ordered_date as order_date,
            customer_id,
            channel_id,
            campaign_id,
            employee_id,
            status,
            is_cancelled,
            is_returned,
            gross,
            coalesce(discount, 0) as discount,
            coalesce(tax, 0) as tax,
            coalesce(shipping, 0) as shipping,
            cast(coalesce(refund, 0) as decimal(18, 2)) as refund,
            net_amount,
            total_amount,
            paid_amount,
            cost,
            cast(net_amount - cost as decimal(18, 2)) as margin,
            {% for column in order_amounts() %}
                cast(
                    {{
                        (
                            column
                            if column in ["gross_amount", "cost_amount"]
                            else "coalesce(" ~ column ~ ", 0)"
                        )
                    }} as decimal(18, 2)
                ) as source_{{ column | replace("_amount", "") }},
            {% endfor %}
            source_net_amount,
            coalesce(currency, '{{ var("reporting_currency") }}') as currency,
            reporting_rate as exchange_rate,
            '{{ var("reporting_currency") }}' as reporting_currency
        from int_orders
    )

select *
from final
