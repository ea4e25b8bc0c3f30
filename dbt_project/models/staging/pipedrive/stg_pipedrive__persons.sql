with
    stg_pipedrive__persons_versions as (select * from {{ ref("stg_pipedrive__persons_versions") }}),

    final as (
        select * exclude (exported_at, is_latest)
        from stg_pipedrive__persons_versions
        where is_latest
    )

select *
from final
