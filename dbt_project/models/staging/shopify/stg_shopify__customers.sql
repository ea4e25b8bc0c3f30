with
    stg_shopify__customers_versions as (select * from {{ ref("stg_shopify__customers_versions") }}),

    final as (
        select * exclude (exported_at, is_latest)
        from stg_shopify__customers_versions
        where is_latest
    )

select *
from final
