with
    orders as (select * from {{ source("shopify", "orders") }}),
    source_settings as (select * from {{ ref("stg_ops__source_settings") }}),

    current_records as ({{ latest_records("orders", rows_per_key="many") }}),

    order_rows as ({{ shopify_order_rows("current_records") }}),

    latest as ({{ with_settings("order_rows") }}),

    -- what belongs to the order stands on its first row
    taxed as (
        select
            *,
            max({{ shopify_share_without_tax() }}) over (
                partition by latest._source_system, latest._record_key
            ) as share_without_tax
        from latest
    ),

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("order_name") }} || '-' || latest.line_number as source_id,
            {{ record_key("order_name") }} as order_source_id,
            latest.line_number,
            {{ record_key("line_item_sku", "line_item_name") }} as product_source_id,
            {{ value_alias("line_item_name") }} as product_name,
            {{ value_alias("vendor") }} as product_vendor,
            {{ parsed_quantity("latest.line_item_quantity") }} as quantity,
            {{ shopify_without_tax(parsed_number("latest.line_item_price")) }} as unit_price,
            {{
                shopify_without_tax(
                    worth_of(
                        parsed_quantity("latest.line_item_quantity"),
                        parsed_number("latest.line_item_price"),
                    )
                )
            }} as amount,
            {{ shopify_without_tax(parsed_number("latest.line_item_discount")) }}
            as discount_amount,
            coalesce(upper(trim(latest.order_currency)), latest.source_currency) as currency,
            {{ value_alias("line_item_fulfillment_status") }} as fulfillment_status,
            {{ parsed_boolean("latest.line_item_requires_shipping") }} as has_shipping,
            {{ parsed_boolean("latest.line_item_taxable") }} as is_taxable,
            {{ record_metadata() }}
        from taxed as latest
        where trim(latest.line_item_name) != ''
    )

select *
from final
