with
    {{
        latest_of(
            "fxiaoke",
            "orders",
            events=["ordered_at", "signed_date", "created_at"],
            has_people=true,
        )
    }},

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("order_id", "order_number") }} as source_id,
            {{ name_key(value_alias("order_number")) }} as name_key,
            trim(latest.order_number) as order_number,
            {{ person_key("account_id", "account_name") }} as customer_source_id,
            trim(latest.account_name) as customer_name,
            {{ record_key("opportunity_id", "opportunity_name") }} as opportunity_source_id,
            -- the tenant decides which of its dates an order has
            {{ first_event_columns(["ordered_at", "signed_date", "created_at"], "ordered") }},
            {{ parsed_date("signed_date") }} as signed_date,
            coalesce({{ value_alias("order_status") }}, {{ value_alias("life_status") }}) as status,
            {{ value_alias("payment_status") }} as payment_status,
            {{ value_alias("shipping_status") }} as shipping_status,
            {{ value_alias("channel") }} as channel,
            {{ record_key("campaign_id", "campaign_name") }} as campaign_source_id,
            {{ person_key("owner_id", "owner_name") }} as employee_source_id,
            trim(latest.owner_name) as employee_name,
            {{ value_alias("owner_department") }} as owner_department,
            -- what the lines add up to, 0 where there are none, and what is to be paid; the
            -- discount
            -- lies between them
            coalesce(
                nullif({{ parsed_number("latest.products_amount") }}, 0),
                {{ parsed_number("latest.order_amount") }}
            ) as gross_amount,
            nullif({{ parsed_number("latest.products_amount") }}, 0)
            - {{ parsed_number("latest.order_amount") }} as discount_amount,
            {{ parsed_number("latest.refund_amount") }} as refund_amount,
            {{ parsed_number("latest.order_amount") }} as order_amount,
            {{ parsed_number("latest.paid_amount") }} as paid_amount,
            {{ parsed_number("latest.receivable_amount") }} as receivable_amount,
            {{ fxiaoke_currency() }} as currency,
            {{ value_alias("record_type") }} as record_type,
            {{ value_alias("life_status") }} as life_status,
            {{ is_voided() }} as is_deleted,
            {{ record_metadata() }}
        from latest
    )

select *
from final
