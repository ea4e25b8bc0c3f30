{% set name = "coalesce(trim(latest.billing_name), trim(latest.shipping_name))" %}
{% set shipped, billed = shopify_place("shipping"), shopify_place("billing") %}

with
    orders as (select * from {{ source("shopify", "orders") }}),
    source_settings as (select * from {{ ref("stg_ops__source_settings") }}),

    current_records as ({{ latest_records("orders", rows_per_key="many") }}),

    order_rows as ({{ shopify_order_rows("current_records") }}),

    first_rows as (select * from order_rows where line_number = 1),

    latest as (
        {{
            with_settings(
                "first_rows", events=["ordered_at", "paid_at", "fulfilled_at", "cancelled_at"]
            )
        }}
    ),

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("order_name") }} as source_id,
            trim(latest.order_id) as vendor_order_id,
            {{ name_key(shopify_customer(name)) }} as customer_source_id,
            {{ name }} as customer_name,
            trim(latest.email) as email,
            -- of a parcel for somebody else, the number is not the customer's
            coalesce(
                {{ without_text_mark("latest.phone") }},
                {{ without_text_mark("latest.billing_phone") }},
                case
                    when lower(trim(latest.shipping_name)) = lower({{ name }})
                    then {{ without_text_mark("latest.shipping_phone") }}
                end
            ) as phone,
            {% for column in shipped %}
                case
                    when latest.is_shipped then {{ shipped[column] }} else {{ billed[column] }}
                end as shipping_{{ column }},
            {% endfor %}
            {{ event_columns("ordered_at", "ordered") }},
            {{ event_columns("paid_at", "paid") }},
            {{ event_columns("fulfilled_at", "fulfilled") }},
            {{ event_columns("cancelled_at", "cancelled") }},
            -- a cancelled order keeps its financial status, such as refunded
            case
                when trim(latest.cancelled_at) != ''
                then 'cancelled'
                else {{ value_alias("financial_status") }}
            end as status,
            {{ value_alias("financial_status") }} as payment_status,
            {{ value_alias("fulfillment_status") }} as fulfillment_status,
            {{ value_alias("source") }} as channel,
            {{ name_key(value_alias("employee_name")) }} as employee_source_id,
            trim(latest.employee_name) as employee_name,
            -- the subtotal is what the lines cost after discount
            cast(
                {{ shopify_without_tax(parsed_number("latest.subtotal")) }} + coalesce(
                    {{ shopify_without_tax(parsed_number("latest.discount_amount")) }}, 0
                ) as decimal(18, 4)
            ) as gross_amount,
            {{ shopify_without_tax(parsed_number("latest.discount_amount")) }} as discount_amount,
            {{ parsed_number("latest.tax_amount") }} as tax_amount,
            {{ shopify_without_tax(parsed_number("latest.shipping_amount")) }} as shipping_amount,
            -- paid back with its tax, which was never revenue
            cast(
                {{ parsed_number("latest.refunded_amount") }} * (
                    1 - coalesce(
                        cast({{ parsed_number("latest.tax_amount") }} as double)
                        / nullif({{ parsed_number("latest.total") }}, 0),
                        0
                    )
                ) as decimal(18, 4)
            ) as refund_amount,
            {{ parsed_number("latest.total") }} as total_amount,
            {{ parsed_number("latest.outstanding_balance") }} as outstanding_amount,
            coalesce(upper(trim(latest.order_currency)), latest.source_currency) as currency,
            {{ value_alias("payment_method") }} as payment_method,
            trim(latest.discount_code) as discount_code,
            {{ parsed_boolean("latest.accepts_marketing") }} as has_marketing_consent,
            trim(latest.tags) as tags,
            {{ record_metadata() }}
        from
            (
                select
                    *,
                    {{ shopify_share_without_tax() }} as share_without_tax,
                    -- an address is whole: that it is sent to, else that of the bill
                    coalesce(
                        shipping_street,
                        shipping_address1,
                        shipping_zip,
                        shipping_city,
                        shipping_province,
                        shipping_province_name,
                        shipping_country
                    )
                    is not null as is_shipped
                from latest
            ) as latest
    )

select *
from final
