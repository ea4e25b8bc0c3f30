with
    stg_pipedrive__deals_versions as (select * from {{ ref("stg_pipedrive__deals_versions") }}),

    final as (
        select * exclude (exported_at, is_latest) from stg_pipedrive__deals_versions where is_latest
    )

select *
from final
