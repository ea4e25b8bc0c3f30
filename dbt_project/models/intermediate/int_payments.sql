with
    stg_template__payments as (select * from {{ ref("stg_template__payments") }}),

    final as (
        select
            {{ surrogate_key("source_system", "'orders'", "order_source_id") }} as order_id,
            source_system,
            cast(sum(amount) as decimal(18, 4)) as amount,
            count(*) as payment_count
        from stg_template__payments
        group by source_system, order_source_id
    )

select *
from final
