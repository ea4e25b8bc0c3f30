with
    {{ latest_of("fxiaoke", "products") }},

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("product_id", "product_name") }} as source_id,
            {{ name_key(value_alias("product_name")) }} as name_key,
            {{ value_alias("product_name") }} as product_name,
            trim(latest.product_code) as product_code,
            {{ value_alias("category") }} as category,
            {{ value_alias("product_line") }} as product_line,
            {{ parsed_number("latest.list_price") }} as list_price,
            {{ parsed_number("latest.unit_cost") }} as unit_cost,
            {{ fxiaoke_currency() }} as currency,
            case
                {{ value_alias("product_status") }} when '上架' then true when '下架' then false
            end as is_active,
            {{ value_alias("record_type") }} as record_type,
            {{ value_alias("life_status") }} as life_status,
            {{ is_voided() }} as is_deleted,
            {{ record_metadata() }}
        from latest
    )

select *
from final
