with
    {{ latest_of("fxiaoke", "returns", events=["returned_at", "created_at"], has_people=true) }},

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("return_id") }} as source_id,
            trim(latest.return_number) as return_number,
            {{ record_key("order_id", "order_number") }} as order_source_id,
            {{ person_key("account_id", "account_name") }} as customer_source_id,
            trim(latest.account_name) as customer_name,
            {{ event_columns("returned_at", "returned") }},
            {{ event_columns("created_at", "created") }},
            {{ parsed_number("latest.amount") }} as amount,
            {{ parsed_quantity("latest.quantity") }} as quantity,
            {{ fxiaoke_currency() }} as currency,
            {{ value_alias("reason") }} as reason,
            {{ value_alias("return_status") }} as status,
            {{ person_key("owner_id", "owner_name") }} as employee_source_id,
            trim(latest.owner_name) as employee_name,
            {{ value_alias("record_type") }} as record_type,
            {{ value_alias("life_status") }} as life_status,
            {{ is_voided() }} as is_deleted,
            {{ record_metadata() }}
        from latest
    )

select *
from final
