{% set columns = with_metadata(
    {
        "source_system": "varchar",
        "source_id": "varchar",
        "name_key": "varchar",
        "product_name": "varchar",
        "category": "varchar",
        "product_line": "varchar",
        "list_price": "decimal(18, 2)",
        "unit_cost": "decimal(18, 2)",
        "currency": "varchar",
        "is_active": "boolean",
    }
) %}
{% set price_columns = {
    "source_system": "varchar",
    "product_source_id": "varchar",
    "list_price": "decimal(18, 2)",
    "currency": "varchar",
} %}
{% set is_sold = "is_active and not is_deleted" %}

with
    products as (
        {{
            unioned(
                columns,
                {
                    "stg_template__products": {},
                    "stg_zoho__products": {"product_line": none, "unit_cost": none},
                    "stg_fxiaoke__products": {"is_active": is_sold},
                    "stg_salesforce__products": {
                        "product_line": none,
                        "list_price": none,
                        "unit_cost": none,
                        "is_active": is_sold,
                    },
                },
            )
        }}
    ),

    priced as (
        {{
            unioned(
                price_columns,
                {
                    "stg_salesforce__pricebook_entries": {
                        "list_price": "case when is_active and not is_deleted then list_price end"
                    }
                },
            )
        }}
    ),

    -- the standard price book has the full price, every other one a special price
    list_prices as (
        select
            source_system,
            product_source_id,
            coalesce(currency, '') as currency,
            max(list_price) as list_price
        from priced
        where list_price is not null
        group by all
    ),

    -- amounts of two currencies do not compare: without one of its own, the first by its letters
    first_prices as (
        select
            source_system,
            product_source_id,
            min(currency) as currency,
            min_by(list_price, currency) as list_price
        from list_prices
        group by source_system, product_source_id
    ),

    final as (
        select
            products.* replace (
                coalesce(
                    products.list_price, list_prices.list_price, first_prices.list_price
                ) as list_price,
                case
                    when products.list_price is null and list_prices.list_price is null
                    then coalesce(nullif(first_prices.currency, ''), products.currency)
                    else products.currency
                end as currency
            )
        from products
        left join
            list_prices
            on products.source_system = list_prices.source_system
            and products.source_id = list_prices.product_source_id
            and products.currency = list_prices.currency
        left join
            first_prices
            on products.source_system = first_prices.source_system
            and products.source_id = first_prices.product_source_id
    )

select *
from final
