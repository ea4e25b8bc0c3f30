with
    payments as (select * from {{ source("template", "payments") }}),
    source_settings as (select * from {{ ref("stg_ops__source_settings") }}),

    current_records as (
        {{ latest_records("payments", rows_per_key="many", line_id="payment_id") }}
    ),

    latest as ({{ with_settings("current_records", events=["paid_at"]) }}),

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
            coalesce(upper(trim(latest.currency)), latest.source_currency) as currency,
            {{ record_metadata() }}
        from latest
    )

select *
from final
