with
    {{
        latest_of(
            "template",
            "order_lines",
            events=["ordered_at"],
            rows_per_key="many",
            line_id="order_line_id",
        )
    }},

    final as (
        select
            latest._source_system as source_system,
            coalesce(
                {{ record_key("order_id") }} || '-' || trim(latest.order_line_id), {{ row_key() }}
            ) as source_id,
            coalesce({{ record_key("order_id") }}, {{ row_key() }}) as order_source_id,
            {{ person_key("customer_id", "customer_name") }} as customer_source_id,
            trim(latest.customer_name) as customer_name,
            {{ event_columns("ordered_at", "ordered") }},
            {{ value_alias("status") }} as status,
            {{ value_alias("channel") }} as channel,
            {{ record_key("product_id", "product_name") }} as product_source_id,
            {{ value_alias("product_name") }} as product_name,
            {{ value_alias("product_category") }} as product_category,
            {{ parsed_quantity("latest.quantity") }} as quantity,
            {{ parsed_number("latest.unit_price") }} as unit_price,
            {{ parsed_number("latest.amount") }} as amount,
            {{ parsed_number("latest.discount_amount") }} as discount_amount,
            {{ parsed_number("latest.tax_amount") }} as tax_amount,
            {{ parsed_number("latest.shipping_amount") }} as shipping_amount,
            {{ parsed_number("latest.refund_amount") }} as refund_amount,
            {{ parsed_number("latest.unit_cost") }} as unit_cost,
            {{ parsed_quantity("latest.returned_quantity") }} as returned_quantity,
            coalesce(upper(trim(latest.currency)), latest.source_currency) as currency,
            {{ parsed_rate("latest.exchange_rate") }} as exchange_rate,
            {{ record_metadata() }}
        from latest
    )

select *
from final
