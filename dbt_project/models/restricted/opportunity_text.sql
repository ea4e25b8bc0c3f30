with
    int_opportunities as (select * from {{ ref("int_opportunities") }}),

    final as (
        select opportunity_id, opportunity_name, next_step, description from int_opportunities
    )

select *
from final
