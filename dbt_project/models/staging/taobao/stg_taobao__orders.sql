with
    {{
        latest_of(
            "taobao", "orders", events=["ordered_at", "paid_at", "shipped_at", "received_at"]
        )
    }},

    final as (
        select
            latest._source_system as source_system,
            {{ without_text_mark("latest.order_id") }} as source_id,
            -- a buyer has no id but the name chosen, which may be a person's; of one that is hidden
            -- (王**) nobody knows whose it is
            case
                when not contains(latest.buyer_name, '*')
                then {{ name_key(without_text_mark("latest.buyer_name")) }}
            end as customer_source_id,
            {{ without_text_mark("latest.buyer_name") }} as customer_name,
            trim(latest.recipient_name) as recipient_name,
            coalesce(
                {{ without_text_mark("latest.recipient_mobile") }},
                {{ without_text_mark("latest.recipient_phone") }}
            ) as phone,
            coalesce(trim(latest.changed_address), trim(latest.recipient_address)) as street,
            {{ event_columns("ordered_at", "ordered") }},
            {{ event_columns("paid_at", "paid") }},
            {{ event_columns("shipped_at", "shipped") }},
            {{ event_columns("received_at", "received") }},
            {{ value_alias("status") }} as status,
            {{ value_alias("close_reason") }} as close_reason,
            {{ value_alias("store_name") }} as channel,
            {{ parsed_number("latest.goods_amount") }} as gross_amount,
            {{ parsed_number("latest.shipping_amount") }} as shipping_amount,
            {{ parsed_number("latest.refund_amount") }} as refund_amount,
            {{ parsed_number("latest.total_amount") }} as total_amount,
            {{ parsed_number("latest.paid_amount") }} as paid_amount,
            {{ parsed_number("latest.settled_amount") }} as settled_amount,
            latest.source_currency as currency,
            trim(latest.product_titles) as product_name,
            {{ parsed_count("latest.product_kinds") }} as product_kinds,
            -- of more digits it is no quantity
            nullif(
                least({{ parsed_count("latest.quantity") }}, 10000000000), 10000000000
            ) as quantity,
            {{ without_text_mark("latest.tracking_number") }} as tracking_number,
            {{ value_alias("carrier") }} as carrier,
            trim(latest.buyer_message) as buyer_message,
            trim(latest.seller_note) as description,
            {{ parsed_boolean("latest.is_mobile_order") }} as is_mobile_order,
            {{ record_metadata() }}
        from latest
    )

select *
from final
