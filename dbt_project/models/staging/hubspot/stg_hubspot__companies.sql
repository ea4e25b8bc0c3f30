with
    stg_hubspot__companies_versions as (select * from {{ ref("stg_hubspot__companies_versions") }}),

    final as (
        select * exclude (exported_at, is_latest)
        from stg_hubspot__companies_versions
        where is_latest
    )

select *
from final
