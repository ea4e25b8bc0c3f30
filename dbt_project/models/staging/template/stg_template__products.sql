with
    {{ latest_of("template", "products") }},

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("product_id", "product_name") }} as source_id,
            {{ name_key(id_or_name("product_name", "product_id")) }} as name_key,
            {{ value_alias("product_name") }} as product_name,
            {{ value_alias("category") }} as category,
            {{ value_alias("product_line") }} as product_line,
            {{ parsed_number("latest.list_price") }} as list_price,
            {{ parsed_number("latest.unit_cost") }} as unit_cost,
            coalesce(upper(trim(latest.currency)), latest.source_currency) as currency,
            {{ parsed_boolean("latest.is_active") }} as is_active,
            {{ record_metadata() }}
        from latest
    )

select *
from final
