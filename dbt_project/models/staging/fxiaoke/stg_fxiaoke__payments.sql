with
    {{ latest_of("fxiaoke", "payments", events=["paid_at"], has_people=true) }},

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("payment_id") }} as source_id,
            {{ record_key("order_id", "order_number") }} as order_source_id,
            {{ person_key("account_id", "account_name") }} as customer_source_id,
            trim(latest.account_name) as customer_name,
            {{ event_columns("paid_at", "paid") }},
            {{ value_alias("method") }} as method,
            {{ parsed_number("latest.amount") }} as amount,
            {{ fxiaoke_currency() }} as currency,
            {{ person_key("owner_id", "owner_name") }} as employee_source_id,
            trim(latest.owner_name) as employee_name,
            trim(latest.remark) as description,
            {{ value_alias("record_type") }} as record_type,
            {{ value_alias("life_status") }} as life_status,
            {{ is_voided() }} as is_deleted,
            {{ record_metadata() }}
        from latest
    )

select *
from final
