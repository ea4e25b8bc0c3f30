with
    int_interactions as (select * from {{ ref("int_interactions") }}),
    as_of as (select * from {{ ref("as_of") }}),

    visible as (
        select
            int_interactions.*,
            as_of.as_of_date,
            is_completed and {{ has_happened("occurred_date") }} as has_occurred
        from int_interactions
        cross join as_of
    ),

    -- a touch is seen from the day it took place, a plan from the day it was planned for
    final as (
        select
            interaction_id,
            source_system,
            customer_id,
            lead_id,
            opportunity_id,
            employee_id,
            contact_channel as channel,
            direction,
            is_planned,
            planned_date,
            has_occurred as is_completed,
            case when has_occurred then occurred_date end as occurred_date,
            case when has_occurred then occurred_at end as occurred_at,
            as_of_date
        from visible
        where has_occurred or (is_planned and {{ has_happened("planned_date") }})
    )

select *
from final
