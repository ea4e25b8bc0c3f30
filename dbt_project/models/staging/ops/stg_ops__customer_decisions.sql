with
    customer_decisions as (select * from {{ source("ops", "customer_decisions") }}),

    final as (
        select
            {{ surrogate_key("source_system", "source_table", "source_id") }} as record_id,
            {{ surrogate_key("other_source_system", "other_source_table", "other_source_id") }}
            as other_record_id,
            decision
        from customer_decisions
        where decision in ('same', 'different')
    )

select *
from final
