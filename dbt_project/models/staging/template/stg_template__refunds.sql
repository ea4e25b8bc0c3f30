with
    {{
        latest_of(
            "template",
            "refunds",
            events=["refunded_at"],
            rows_per_key="many",
            line_id="(refund_id || coalesce('-' || order_line_id, ''))",
        )
    }},

    final as (
        select
            latest._source_system as source_system,
            coalesce(
                {{ record_key("order_id") }}
                || '-'
                || trim(latest.refund_id)
                || coalesce('-' || trim(latest.order_line_id), ''),
                {{ row_key() }}
            ) as source_id,
            {{ record_key("order_id") }} as order_source_id,
            {{ record_key("order_id") }} || '-' || trim(latest.order_line_id) as line_source_id,
            {{ event_columns("refunded_at", "refunded") }},
            {{ parsed_number("latest.amount") }} as amount,
            {{ parsed_quantity("latest.quantity") }} as quantity,
            {{ value_alias("reason") }} as reason,
            {{ record_metadata() }}
        from latest
    )

select *
from final
