with
    int_customer_versions as (select * from {{ ref("int_customer_versions") }}),

    final as (select * exclude (exported_at, is_latest) from int_customer_versions where is_latest)

select *
from final
