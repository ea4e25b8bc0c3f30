with
    {{ latest_of("salesforce", "pricebook_entries") }},

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("pricebook_entry_id") }} as source_id,
            {{ record_key("product_id") }} as product_source_id,
            {{ record_key("pricebook_id") }} as pricebook_source_id,
            {{ parsed_number("latest.unit_price") }} as list_price,
            coalesce(upper(trim(latest.currency)), latest.source_currency) as currency,
            {{ parsed_boolean("latest.is_active") }} as is_active,
            coalesce({{ parsed_boolean("latest.is_deleted") }}, false) as is_deleted,
            {{ record_metadata() }}
        from latest
    )

select *
from final
