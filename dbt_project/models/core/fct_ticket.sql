with
    int_tickets as (select * from {{ ref("int_tickets") }}),
    fct_order as (select * from {{ ref("fct_order") }}),
    fct_opportunity as (select * from {{ ref("fct_opportunity") }}),

    purchases as (
        select customer_id, min(purchase_date) as first_purchase_date
        from
            (
                select customer_id, order_date as purchase_date
                from fct_order
                where not is_cancelled
                union all
                select customer_id, closed_date as purchase_date
                from fct_opportunity
                where category = 'won'
            ) as bought
        where customer_id <> 'unknown'
        group by customer_id
    ),

    linked as (
        select
            int_tickets.*,
            fct_order.order_id,
            fct_opportunity.opportunity_id,
            purchases.first_purchase_date,
            exists (
                select 1
                from fct_opportunity as deals
                where
                    deals.customer_id = int_tickets.customer_id
                    and deals.customer_id <> 'unknown'
                    and deals.created_date <= int_tickets.opened_date
                    and coalesce(deals.closed_date > int_tickets.opened_date, true)
            ) as has_open_opportunity
        from int_tickets
        left join
            fct_order
            on {{ surrogate_key("int_tickets.source_system", "'orders'", "order_source_id") }}
            = fct_order.order_id
        left join
            fct_opportunity
            on {{
                surrogate_key(
                    "int_tickets.source_system", "'opportunities'", "opportunity_source_id"
                )
            }} = fct_opportunity.opportunity_id
        left join purchases on int_tickets.customer_id = purchases.customer_id
    ),

    final as (
        select
            ticket_id,
            source_system,
            source_id,
            customer_id,
            employee_id,
            team,
            product_id,
            order_id,
            opportunity_id,
            coalesce(contact_channel, 'other') as channel,
            channel_id,
            kind,
            cause,
            priority,
            coalesce(status, 'unknown') as status,
            status_category,
            is_status_mapped,
            case
                when phase is not null
                then phase
                when order_id is not null or first_purchase_date <= opened_date
                then 'after_sale'
                when opportunity_id is not null or has_open_opportunity
                then 'in_sale'
                when customer_id <> 'unknown'
                then 'pre_sale'
            end as phase,
            opened_at,
            opened_date,
            first_response_at,
            first_response_date,
            resolved_at,
            resolved_date,
            closed_at,
            closed_date,
            reopen_count,
            reply_count,
            assignee_count,
            try_cast(target_minutes as integer) as sla_target_minutes,
            is_rating_asked,
            csat,
            case when csat is not null then csat_min end as csat_min,
            case when csat is not null then csat_max end as csat_max
        from linked
    )

select *
from final
