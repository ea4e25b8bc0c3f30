{% set columns = {
    "source_system": "varchar",
    "order_source_id": "varchar",
    "amount": "decimal(18, 4)",
} %}

with
    payments as ({{ unioned(columns, {"stg_template__payments": {}}) }}),

    final as (
        select
            {{ surrogate_key("source_system", "'orders'", "order_source_id") }} as order_id,
            source_system,
            cast(sum(amount) as decimal(18, 4)) as amount,
            count(*) as payment_count
        from payments
        group by source_system, order_source_id
    )

select *
from final
