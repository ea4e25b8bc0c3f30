with
    int_campaign_touches as (select * from {{ ref("int_campaign_touches") }}),

    final as (
        select
            campaign_touch_id,
            source_system,
            source_id,
            campaign_id,
            channel_id,
            customer_id,
            lead_id,
            touch_kind,
            touched_at,
            touched_date,
            coalesce(has_responded, touch_kind in ('responded', 'attended')) as has_responded,
            responded_date
        from int_campaign_touches
    )

select *
from final
