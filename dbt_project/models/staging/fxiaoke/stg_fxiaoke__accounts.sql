with
    stg_fxiaoke__accounts_versions as (select * from {{ ref("stg_fxiaoke__accounts_versions") }}),

    final as (
        select * exclude (exported_at, is_latest)
        from stg_fxiaoke__accounts_versions
        where is_latest
    )

select *
from final
