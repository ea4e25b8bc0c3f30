with
    int_tickets_as_of as (select * from {{ ref("int_tickets_as_of") }}),
    int_customer_cuts as (select * from {{ ref("int_customer_cuts") }}),

    measured as (
        {{
            with_business_minutes(
                "int_tickets_as_of",
                {
                    "first_response_business_minutes": ("opened_at", "first_response_at"),
                    "resolution_business_minutes": ("opened_at", "resolved_at"),
                },
            )
        }}
    ),

    timed as (
        select
            *,
            {{ whole_minutes("opened_at", "first_response_at") }} as first_response_minutes,
            {{ whole_minutes("opened_at", "resolved_at") }} as resolution_minutes,
            -- of one that was solved on a day, when it was at the earliest and at the latest
            coalesce(
                resolved_at, {{ business_instant("resolved_date", "'00:00'") }}
            ) as resolved_from,
            coalesce(resolved_at, {{ business_day_end("resolved_date") }}) as resolved_by
        from measured
    ),

    final as (
        select
            ticket_id,
            timed.source_system,
            timed.customer_id,
            cuts.region,
            cuts.channel as acquisition_channel,
            cuts.owner_employee_id,
            employee_id,
            product_id,
            order_id,
            team,
            timed.channel,
            kind,
            cause,
            priority,
            phase,
            as_of_date,
            opened_at,
            opened_date,
            is_resolved,
            resolved_at,
            resolved_date,
            case
                when not is_resolved then cast(as_of_date - opened_date as integer)
            end as age_days,
            first_response_minutes,
            first_response_business_minutes,
            resolution_minutes,
            resolution_business_minutes,
            sla_due_at,
            -- one that is late already has missed it, solved or not
            case
                when resolved_by <= sla_due_at
                then 'met'
                when resolved_from > sla_due_at
                then 'missed'
                when is_resolved
                then null
                when sla_due_at < as_of
                then 'missed'
                when sla_due_at >= as_of
                then 'running'
            end as sla_outcome,
            case when is_resolved or reopen_count > 0 then reopen_count > 0 end as is_reopened,
            -- where only what failed is known, a rate of it would be zero
            case
                when
                    is_resolved
                    and reopen_count is not null
                    and coalesce(reply_count, assignee_count) is not null
                then
                    reopen_count = 0
                    and coalesce(reply_count <= 1, true)
                    and coalesce(assignee_count <= 1, true)
            end as is_first_contact_resolution
        from timed
        inner join int_customer_cuts as cuts on timed.customer_id = cuts.customer_id
    )

select *
from final
