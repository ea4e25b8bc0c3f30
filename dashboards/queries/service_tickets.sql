-- The tickets opened in the period, with those solved in it where $with_solved, or the complaints
-- among them, with one value of a cut; the latest first.
select
    ticket.ticket_id,
    nullif(ticket.customer_id, 'unknown') as customer_id,
    ticket.opened_date,
    ticket.resolved_date,
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
    ticket.source_system
from marts.service_ticket as ticket
where
    list_contains($sources, ticket.source_system)
    and ($regions is null or list_contains($regions, ticket.region))
    and ($channels is null or list_contains($channels, ticket.acquisition_channel))
    and ($owners is null or list_contains($owners, ticket.owner_employee_id))
    and (
        ticket.opened_date between $start and $end
        or (ticket.opened_date is null and $with_undated)
        or ($with_solved and ticket.resolved_date between $start and $end)
    )
    and (not $complaints_only or ticket.kind = 'complaint')
    and case $cut
        when 'channel' then coalesce(ticket.channel, 'unknown') = $part
        when 'priority' then coalesce(ticket.priority, 'unknown') = $part
        when 'team' then coalesce(ticket.team, 'unknown') = $part
        when 'cause' then coalesce(ticket.cause, 'unknown') = $part
        when 'product' then ticket.product_id = $part
        else true
    end
order by ticket.opened_date desc nulls last, ticket.ticket_id
limit $row_limit
