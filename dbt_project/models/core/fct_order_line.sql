with
    int_order_lines as (select * from {{ ref("int_order_lines") }}),
    fct_order as (select * from {{ ref("fct_order") }}),
    fct_order_refund as (select * from {{ ref("fct_order_refund") }}),

    -- added up before they meet the line, of which there may be several refunds
    refunds as (
        select
            order_line_id,
            cast(sum(amount) as decimal(18, 2)) as refund,
            cast(sum(source_amount) as decimal(18, 2)) as source_refund,
            cast(sum(returned_quantity) as decimal(18, 4)) as returned_quantity
        from fct_order_refund
        where order_line_id is not null
        group by order_line_id
    ),

    converted as (
        select
            int_order_lines.* exclude (currency, exchange_rate, returned_quantity, refund_amount),
            fct_order.customer_id,
            fct_order.order_date,
            fct_order.is_cancelled,
            fct_order.currency,
            fct_order.exchange_rate,
            refunds.refund,
            coalesce(refunds.source_refund, 0) as source_refund,
            coalesce(
                int_order_lines.returned_quantity, refunds.returned_quantity, 0
            ) as returned_quantity,
            {% for column in ["amount", "discount_amount", "cost_amount", "unit_price"] %}
                {{ in_reporting_currency("int_order_lines." ~ column, "fct_order.exchange_rate") }}
                as reporting_{{ column }}{{ "," if not loop.last }}
            {% endfor %}
        from int_order_lines
        inner join fct_order on int_order_lines.order_id = fct_order.order_id
        left join refunds on int_order_lines.order_line_id = refunds.order_line_id
    ),

    final as (
        select
            order_line_id,
            source_system,
            source_id,
            order_id,
            order_date,
            customer_id,
            product_id,
            is_cancelled,
            quantity,
            reporting_unit_price as unit_price,
            reporting_amount as gross,
            {{
                nothing_unless_stated(
                    "reporting_discount_amount", "discount_amount", "exchange_rate"
                )
            }} as discount,
            {{ nothing_unless_stated("refund", "source_refund", "exchange_rate") }} as refund,
            {{ net_of("reporting_amount", "reporting_discount_amount", "refund") }} as net_amount,
            reporting_cost_amount as cost,
            cast(returned_quantity as decimal(18, 4)) as returned_quantity,
            {{ net_of("amount", "discount_amount", "source_refund") }} as source_net_amount,
            currency,
            exchange_rate
        from converted
    )

select *
from final
