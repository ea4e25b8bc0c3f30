with
    {{ latest_of("template", "orders", events=["ordered_at"]) }},

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("order_id") }} as source_id,
            {{ person_key("customer_id", "customer_name") }} as customer_source_id,
            trim(latest.customer_name) as customer_name,
            {{ event_columns("ordered_at", "ordered") }},
            {{ value_alias("status") }} as status,
            {{ value_alias("channel") }} as channel,
            {{ record_key("campaign_id") }} as campaign_source_id,
            {{ person_key("employee_id", "employee_name") }} as employee_source_id,
            trim(latest.employee_name) as employee_name,
            {{ parsed_number("latest.gross_amount") }} as gross_amount,
            {{ parsed_number("latest.discount_amount") }} as discount_amount,
            {{ parsed_number("latest.tax_amount") }} as tax_amount,
            {{ parsed_number("latest.shipping_amount") }} as shipping_amount,
            {{ parsed_number("latest.refund_amount") }} as refund_amount,
            {{ parsed_number("latest.cost_amount") }} as cost_amount,
            coalesce(upper(trim(latest.currency)), latest.source_currency) as currency,
            {{ parsed_rate("latest.exchange_rate") }} as exchange_rate,
            {{ record_metadata() }}
        from latest
    )

select *
from final
