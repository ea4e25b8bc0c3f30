with
    {{ latest_of("salesforce", "orders", events=["created_at"]) }},

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("order_id") }} as source_id,
            trim(latest.order_number) as order_number,
            {{ person_key("account_id") }} as customer_source_id,
            {{ parsed_date("ordered_date") }} as ordered_date,
            {{ value_alias("status") }} as status,
            {{ value_alias("order_type") }} as order_type,
            {{ person_key("owner_id") }} as employee_source_id,
            {{ record_key("opportunity_id") }} as opportunity_source_id,
            {{ parsed_number("latest.total_amount") }} as gross_amount,
            coalesce(upper(trim(latest.currency)), latest.source_currency) as currency,
            coalesce({{ parsed_boolean("latest.is_reduction_order") }}, false) as is_reduction,
            {{ record_key("original_order_id") }} as original_order_source_id,
            {{ event_columns("created_at", "created") }},
            coalesce({{ parsed_boolean("latest.is_deleted") }}, false) as is_deleted,
            {{ record_metadata() }}
        from latest
    )

select *
from final
