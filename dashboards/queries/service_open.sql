-- Tickets that are open at the end of the data, by the days since they were opened.
select
    case
        when ticket.age_days <= 1 then 0
        when ticket.age_days <= 7 then 2
        when ticket.age_days <= 30 then 8
        when ticket.age_days > 30 then 31
    end as youngest_days,
    count(*) as open_tickets,
    count(*) filter (where ticket.kind = 'complaint') as open_complaints,
    count(*) filter (where ticket.sla_outcome = 'missed') as overdue
from marts.service_ticket as ticket
where
    list_contains($sources, ticket.source_system)
    and ($regions is null or list_contains($regions, ticket.region))
    and ($channels is null or list_contains($channels, ticket.acquisition_channel))
    and ($owners is null or list_contains($owners, ticket.owner_employee_id))
    and not ticket.is_resolved
group by youngest_days
order by youngest_days nulls last
