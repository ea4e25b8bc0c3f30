with
    stg_fxiaoke__opportunities_versions as (
        select * from {{ ref("stg_fxiaoke__opportunities_versions") }}
    ),

    final as (
        select * exclude (exported_at, is_latest)
        from stg_fxiaoke__opportunities_versions
        where is_latest
    )

select *
from final
