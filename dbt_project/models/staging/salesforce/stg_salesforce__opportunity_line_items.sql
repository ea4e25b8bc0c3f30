with
    {{ latest_of("salesforce", "opportunity_line_items", events=["created_at"]) }},

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("opportunity_line_item_id") }} as source_id,
            {{ record_key("opportunity_id") }} as opportunity_source_id,
            {{ record_key("product_id") }} as product_source_id,
            trim(latest.product_code) as product_code,
            trim(latest.line_name) as line_name,
            {{ parsed_quantity("latest.quantity") }} as quantity,
            {{ parsed_number("latest.unit_price") }} as unit_price,
            {{ parsed_number("latest.list_price") }} as list_price,
            {{ parsed_number("latest.total_price") }} as amount,
            {{ percentage("latest.discount") }} as discount_rate,
            coalesce(upper(trim(latest.currency)), latest.source_currency) as currency,
            {{ parsed_date("service_date") }} as service_date,
            {{ event_columns("created_at", "created") }},
            coalesce({{ parsed_boolean("latest.is_deleted") }}, false) as is_deleted,
            {{ record_metadata() }}
        from latest
    )

select *
from final
