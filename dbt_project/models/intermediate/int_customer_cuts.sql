with
    dim_customer as (select * from {{ ref("dim_customer") }}),

    final as (
        select
            customer_id,
            source_system,
            coalesce(region, 'unknown') as region,
            coalesce(acquisition_channel, 'unknown') as channel,
            owner_employee_id
        from dim_customer
    )

select *
from final
