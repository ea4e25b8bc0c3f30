with
    customer_identity as (select * from {{ ref("customer_identity") }}),

    final as (
        select record_id as from_customer_id, customer_id, match_rule
        from customer_identity
        where record_id <> customer_id and customer_id <> 'unknown'
    )

select *
from final
