with
    fct_ticket as (select * from {{ ref("fct_ticket") }}),
    int_tickets as (select * from {{ ref("int_tickets") }}),
    dim_employee as (select * from {{ ref("dim_employee") }}),
    as_of as (select * from {{ ref("as_of") }}),

    visible as (
        select
            fct_ticket.* replace (coalesce(fct_ticket.team, dim_employee.team, 'unknown') as team),
            as_of.as_of_date,
            as_of.as_of,
            int_tickets.landed_date,
            int_tickets.sla_due_at
        from fct_ticket
        inner join int_tickets on fct_ticket.ticket_id = int_tickets.ticket_id
        inner join dim_employee on fct_ticket.employee_id = dim_employee.employee_id
        cross join as_of
    ),

    -- what was solved later was still open, and what came of it then is not known
    final as (
        select
            * exclude (status, status_category, is_status_mapped, closed_at, landed_date) replace (
                {{ known("first_response_at", "first_response_date") }},
                {{ known("resolved_at", "resolved_date") }},
                {{ known("resolved_date", "resolved_date") }},
                {{ known("reopen_count", "resolved_date") }}
            ),
            status_category in ('solved', 'closed')
            and {{ has_happened("resolved_date") }} as is_resolved
        from visible
        where {{ has_happened("opened_date") }}
    )

select *
from final
