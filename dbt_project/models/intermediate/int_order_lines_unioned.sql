{% set columns = with_metadata(
    {
        "source_system": "varchar",
        "source_id": "varchar",
        "order_source_id": "varchar",
        "customer_table": "varchar",
        "customer_source_id": "varchar",
        "customer_name": "varchar",
        "customer_email": "varchar",
        "customer_phone": "varchar",
        "ordered_at": "timestamp",
        "ordered_date": "date",
        "status": "varchar",
        "channel": "varchar",
        "product_source_id": "varchar",
        "product_name": "varchar",
        "product_category": "varchar",
        "quantity": "decimal(18, 4)",
        "unit_price": "decimal(18, 4)",
        "amount": "decimal(18, 4)",
        "discount_amount": "decimal(18, 4)",
        "tax_amount": "decimal(18, 4)",
        "shipping_amount": "decimal(18, 4)",
        "refund_amount": "decimal(18, 4)",
        "unit_cost": "decimal(18, 4)",
        "returned_quantity": "decimal(18, 4)",
        "currency": "varchar",
        "exchange_rate": "decimal(18, 11)",
        "is_deleted": "boolean",
    }
) %}
{% set said_by_the_order = {
    "customer_email": none,
    "customer_phone": none,
    "ordered_at": none,
    "ordered_date": none,
    "status": none,
    "channel": none,
    "tax_amount": none,
    "shipping_amount": none,
    "refund_amount": none,
    "unit_cost": none,
    "exchange_rate": none,
} %}
{% set of_no_customer = {
    "customer_table": none,
    "customer_source_id": none,
    "customer_name": none,
    "product_category": none,
    "returned_quantity": none,
    "is_deleted": "false",
} %}

with
    lines as (
        {{
            unioned(
                columns,
                {
                    "stg_template__order_lines": {
                        "customer_table": "'customers'",
                        "customer_email": none,
                        "customer_phone": none,
                        "amount": "coalesce(amount, " ~ worth_of("quantity", "unit_price") ~ ")",
                        "is_deleted": "false",
                    },
                    "stg_fxiaoke__order_lines": dict(
                        said_by_the_order, customer_table="'accounts'", discount_amount=none
                    ),
                    "stg_shopify__order_lines": dict(said_by_the_order, **of_no_customer),
                    "stg_taobao__orders": dict(
                        said_by_the_order,
                        **dict(
                            of_no_customer,
                            order_source_id="source_id",
                            product_source_id=taobao_product(name_key("product_name")),
                            product_name=taobao_product("product_name"),
                            unit_price="gross_amount / nullif(quantity, 0)",
                            amount="gross_amount",
                            discount_amount=none,
                        )
                    ),
                },
            )
        }}
    ),

    -- Shopify's lines and orders are rows of one file
    final as (
        select
            * replace (
                case
                    raw_table when 'shopify__order_lines' then 'shopify__orders' else raw_table
                end as raw_table
            )
        from lines
    )

select *
from final
