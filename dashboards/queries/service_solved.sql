-- Tickets solved in the period, by day, week (from Monday) or month, whenever they were opened.
select date_trunc($grain, ticket.resolved_date)::date as bucket, count(*) as solved
from marts.service_ticket as ticket
where
    list_contains($sources, ticket.source_system)
    and ($regions is null or list_contains($regions, ticket.region))
    and ($channels is null or list_contains($channels, ticket.acquisition_channel))
    and ($owners is null or list_contains($owners, ticket.owner_employee_id))
    and ticket.resolved_date between $start and $end
group by bucket
order by bucket
