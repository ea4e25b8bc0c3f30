with
    {{ latest_of("fxiaoke", "order_lines") }},

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("order_line_id") }} as source_id,
            {{ record_key("order_id", "order_number") }} as order_source_id,
            {{ person_key("account_id", "account_name") }} as customer_source_id,
            trim(latest.account_name) as customer_name,
            {{ record_key("product_id", "product_name") }} as product_source_id,
            {{ value_alias("product_name") }} as product_name,
            {{ value_alias("product_category") }} as product_category,
            trim(latest.product_code) as product_code,
            {{ parsed_quantity("latest.quantity") }} as quantity,
            coalesce(
                {{ parsed_number("latest.sales_price") }}, {{ parsed_number("latest.list_price") }}
            ) as unit_price,
            {{ parsed_number("latest.list_price") }} as list_price,
            {{ parsed_number("latest.amount") }} as amount,
            {{ parsed_quantity("latest.returned_quantity") }} as returned_quantity,
            {{ fxiaoke_currency() }} as currency,
            {{ value_alias("record_type") }} as record_type,
            {{ value_alias("life_status") }} as life_status,
            {{ is_voided() }} as is_deleted,
            {{ record_metadata() }}
        from latest
    )

select *
from final
