with
    {{ latest_of("salesforce", "products") }},

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("product_id") }} as source_id,
            {{ name_key(value_alias("product_name")) }} as name_key,
            {{ value_alias("product_name") }} as product_name,
            trim(latest.product_code) as product_code,
            trim(latest.stock_keeping_unit) as sku,
            {{ value_alias("product_family") }} as category,
            trim(latest.description) as description,
            coalesce(upper(trim(latest.currency)), latest.source_currency) as currency,
            {{ parsed_boolean("latest.is_active") }} as is_active,
            {{ parsed_boolean("latest.is_archived") }} as is_archived,
            coalesce({{ parsed_boolean("latest.is_deleted") }}, false) as is_deleted,
            {{ record_metadata() }}
        from latest
    )

select *
from final
