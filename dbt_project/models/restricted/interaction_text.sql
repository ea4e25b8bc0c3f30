with
    int_interactions as (select * from {{ ref("int_interactions") }}),

    final as (select interaction_id, subject, content from int_interactions)

select *
from final
