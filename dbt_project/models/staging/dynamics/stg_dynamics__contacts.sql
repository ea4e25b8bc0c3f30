with
    stg_dynamics__contacts_versions as (select * from {{ ref("stg_dynamics__contacts_versions") }}),

    final as (
        select * exclude (exported_at, is_latest)
        from stg_dynamics__contacts_versions
        where is_latest
    )

select *
from final
