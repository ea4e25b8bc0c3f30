with
    stg_salesforce__accounts_versions as (
        select * from {{ ref("stg_salesforce__accounts_versions") }}
    ),

    final as (
        select * exclude (exported_at, is_latest)
        from stg_salesforce__accounts_versions
        where is_latest
    )

select *
from final
