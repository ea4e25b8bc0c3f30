with
    int_opportunities as (select * from {{ ref("int_opportunities") }}),

    final as (
        select
            opportunity_id,
            source_system,
            source_id,
            lead_id,
            customer_id,
            owner_employee_id,
            product_id,
            campaign_id,
            pipeline,
            stage_id,
            coalesce(stage, 'unknown') as stage,
            category,
            created_at,
            created_date,
            closed_at,
            closed_date,
            expected_close_date,
            case
                when closed_date >= created_date then cast(closed_date - created_date as integer)
            end as days_to_close,
            amount,
            cast(source_amount as decimal(18, 2)) as source_amount,
            coalesce(currency, '{{ var("reporting_currency") }}') as currency,
            reporting_rate as exchange_rate,
            '{{ var("reporting_currency") }}' as reporting_currency,
            probability,
            source,
            win_loss_reason,
            competitor
        from int_opportunities
    )

select *
from final
