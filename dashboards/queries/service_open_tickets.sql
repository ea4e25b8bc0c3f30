-- Open tickets: those of an age in days, or those that are overdue; the longest overdue first.
select
    ticket.ticket_id,
    nullif(ticket.customer_id, 'unknown') as customer_id,
    ticket.opened_date,
    ticket.kind,
    ticket.cause,
    ticket.priority,
    ticket.channel as ticket_channel,
    ticket.team,
    ticket.is_resolved,
    ticket.age_days,
    ticket.first_response_minutes,
    ticket.resolution_minutes,
    ticket.sla_due_at,
    ticket.sla_outcome,
    ticket.source_system,
    case
        when ticket.sla_outcome = 'missed'
        then date_diff('minute', ticket.sla_due_at, as_of.as_of) / 60.0
    end::double as overdue_hours
from marts.service_ticket as ticket
cross join core.as_of as as_of
where
    list_contains($sources, ticket.source_system)
    and ($regions is null or list_contains($regions, ticket.region))
    and ($channels is null or list_contains($channels, ticket.acquisition_channel))
    and ($owners is null or list_contains($owners, ticket.owner_employee_id))
    and not ticket.is_resolved
    and (not $only_overdue or ticket.sla_outcome = 'missed')
    and case
        when $only_overdue then true
        when $youngest_days is null then ticket.age_days is null
        else ticket.age_days between $youngest_days and $oldest_days
    end
order by overdue_hours desc nulls last, ticket.opened_date nulls last, ticket.ticket_id
limit $row_limit
