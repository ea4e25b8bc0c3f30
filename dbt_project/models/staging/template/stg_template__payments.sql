with
    {{
        latest_of(
            "template", "payments", events=["paid_at"], rows_per_key="many", line_id="payment_id"
        )
    }},

    final as (
        select
            latest._source_system as source_system,
            coalesce(
                {{ record_key("order_id") }} || '-' || trim(latest.payment_id), {{ row_key() }}
            ) as source_id,
            {{ record_key("order_id") }} as order_source_id,
            {{ event_columns("paid_at", "paid") }},
            {{ value_alias("method") }} as method,
            {{ parsed_number("latest.amount") }} as amount,
            upper(trim(latest.currency)) as currency,
            {{ record_metadata() }}
        from latest
    )

select *
from final
