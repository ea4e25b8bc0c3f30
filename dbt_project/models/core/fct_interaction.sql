with
    int_interactions as (select * from {{ ref("int_interactions") }}),

    final as (
        select
            interaction_id,
            source_system,
            source_id,
            customer_id,
            lead_id,
            opportunity_id,
            employee_id,
            campaign_id,
            contact_channel as channel,
            channel_id,
            direction,
            is_planned,
            is_completed,
            planned_at,
            planned_date,
            occurred_at,
            occurred_date,
            outcome,
            -- one that ends before it begins says nothing
            case when duration_minutes >= 0 then duration_minutes end as duration_minutes
        from int_interactions
    )

select *
from final
