with
    int_order_lines as (select * from {{ ref("int_order_lines") }}),
    fct_order as (select * from {{ ref("fct_order") }}),

    converted as (
        select
            int_order_lines.*,
            fct_order.customer_id,
            fct_order.order_date,
            fct_order.is_cancelled,
            {% for column in ["amount", "discount_amount", "refund_amount", "cost_amount"] %}
                {{ in_reporting_currency("int_order_lines." ~ column, "fct_order.exchange_rate") }}
                as reporting_{{ column }},
            {% endfor %}
            {{ in_reporting_currency("int_order_lines.unit_price", "fct_order.exchange_rate") }}
            as reporting_unit_price
        from int_order_lines
        inner join fct_order on int_order_lines.order_id = fct_order.order_id
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
            coalesce(reporting_discount_amount, 0) as discount,
            coalesce(reporting_refund_amount, 0) as refund,
            cast(
                reporting_amount
                - coalesce(reporting_discount_amount, 0)
                - coalesce(reporting_refund_amount, 0) as decimal(18, 2)
            ) as net_amount,
            reporting_cost_amount as cost,
            coalesce(returned_quantity, 0) as returned_quantity
        from converted
    )

select *
from final
