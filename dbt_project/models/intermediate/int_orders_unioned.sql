{% set columns = with_metadata(
    {
        "source_system": "varchar",
        "source_id": "varchar",
        "name_key": "varchar",
        "customer_table": "varchar",
        "customer_source_id": "varchar",
        "customer_name": "varchar",
        "customer_email": "varchar",
        "customer_phone": "varchar",
        "customer_country": "varchar",
        "customer_province": "varchar",
        "customer_city": "varchar",
        "ordered_at": "timestamp",
        "ordered_date": "date",
        "status": "varchar",
        "channel": "varchar",
        "campaign_source_id": "varchar",
        "employee_source_id": "varchar",
        "employee_name": "varchar",
        "gross_amount": "decimal(18, 4)",
        "discount_amount": "decimal(18, 4)",
        "tax_amount": "decimal(18, 4)",
        "shipping_amount": "decimal(18, 4)",
        "refund_amount": "decimal(18, 4)",
        "cost_amount": "decimal(18, 4)",
        "paid_amount": "decimal(18, 4)",
        "currency": "varchar",
        "exchange_rate": "decimal(18, 11)",
        "is_deleted": "boolean",
        "is_in_effect": "boolean",
        "reduced_order_source_id": "varchar",
    }
) %}
{% set nowhere = {"customer_country": none, "customer_province": none, "customer_city": none} %}
{% set whole = {"is_deleted": "false", "is_in_effect": "true", "reduced_order_source_id": none} %}
{% set of_shops = dict(
    whole, name_key=none, campaign_source_id=none, cost_amount=none, exchange_rate=none
) %}
{% set mentioned_by_key = dict(nowhere, customer_email=none, customer_phone=none) %}

with
    final as (
        {{
            unioned(
                columns,
                {
                    "stg_template__orders": dict(
                        mentioned_by_key,
                        name_key=none,
                        customer_table="'customers'",
                        paid_amount=none,
                        **whole
                    ),
                    "stg_fxiaoke__orders": dict(
                        mentioned_by_key,
                        customer_table="'accounts'",
                        tax_amount=none,
                        shipping_amount=none,
                        cost_amount=none,
                        exchange_rate=none,
                        is_in_effect=fxiaoke_is_in_effect(),
                        reduced_order_source_id=none,
                    ),
                    "stg_salesforce__orders": dict(
                        mentioned_by_key,
                        name_key=none,
                        customer_table="'accounts'",
                        customer_name=none,
                        ordered_at=none,
                        channel=none,
                        campaign_source_id=none,
                        employee_name=none,
                        discount_amount=none,
                        tax_amount=none,
                        shipping_amount=none,
                        refund_amount=none,
                        cost_amount=none,
                        paid_amount=none,
                        exchange_rate=none,
                        is_in_effect="true",
                        reduced_order_source_id="case when is_reduction then original_order_source_id end",
                    ),
                    "stg_shopify__orders": dict(
                        of_shops,
                        customer_table="'customers'",
                        customer_email="email",
                        customer_phone="phone",
                        customer_country="shipping_country",
                        customer_province="shipping_province",
                        customer_city="shipping_city",
                        refund_amount=goods_refunded("refund_amount"),
                        paid_amount=none,
                    ),
                    "stg_taobao__orders": dict(
                        of_shops,
                        customer_table="'customers'",
                        customer_email=none,
                        customer_phone="phone",
                        customer_country="'China'",
                        customer_province="nullif(split_part(street, ' ', 1), '')",
                        customer_city="nullif(split_part(street, ' ', 2), '')",
                        status=taobao_status(),
                        employee_source_id=none,
                        employee_name=none,
                        discount_amount=none,
                        tax_amount=none,
                        refund_amount=taobao_refund(),
                    ),
                },
            )
        }}
    )

select *
from final
