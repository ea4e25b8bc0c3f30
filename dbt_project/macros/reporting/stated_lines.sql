{#
  The CTE `stated`: order lines with what they themselves brought by as_of, before they take part in
  what their order's own amount has more or less. It reads int_order_refunds, fct_order_line and
  as_of.
#}
{% macro stated_lines() -%}
    -- what nobody could know of yet to have come back
    to_come as (
        select
            int_order_refunds.order_line_id,
            sum(int_order_refunds.amount) as amount,
            cast(sum(int_order_refunds.returned_quantity) as decimal(18, 4)) as quantity
        from int_order_refunds
        cross join as_of
        where
            int_order_refunds.is_dated
            and int_order_refunds.order_line_id is not null
            and not {{ has_happened("int_order_refunds.refunded_date") }}
        group by int_order_refunds.order_line_id
    ),

    stated as not materialized(
        select
            lines.order_line_id,
            lines.order_id,
            lines.source_system,
            lines.customer_id,
            lines.product_id,
            lines.order_date,
            lines.quantity,
            greatest(
                lines.returned_quantity - coalesce(to_come.quantity, 0), 0
            ) as returned_quantity,
            coalesce(
                lines.net_amount
                + coalesce({{ in_reporting_currency("to_come.amount", "lines.exchange_rate") }}, 0),
                0
            ) as amount,
            lines.cost
        from fct_order_line as lines
        left join to_come on lines.order_line_id = to_come.order_line_id
    )
{%- endmacro %}
