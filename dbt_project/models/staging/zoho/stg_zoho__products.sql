with
    {{ latest_of("zoho", "products") }},

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("product_id") }} as source_id,
            {{ name_key(value_alias("product_name")) }} as name_key,
            {{ value_alias("product_name") }} as product_name,
            trim(latest.product_code) as product_code,
            {{ value_alias("product_category") }} as category,
            {{ parsed_number("latest.unit_price") }} as list_price,
            coalesce(upper(trim(latest.currency)), latest.source_currency) as currency,
            {{ parsed_boolean("latest.is_active") }} as is_active,
            {{ record_metadata() }}
        from latest
    )

select *
from final
