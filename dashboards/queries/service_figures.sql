-- Tickets opened in the period, all together or by a cut: how many, how fast, in time, for good.
with
    tickets as (
        select
            ticket.*,
            case $cut
                when 'all' then 'all'
                when 'channel' then coalesce(ticket.channel, 'unknown')
                when 'priority' then coalesce(ticket.priority, 'unknown')
                when 'team' then coalesce(ticket.team, 'unknown')
                -- a day, week or month: its first day; empty for undated ones
                else coalesce(date_trunc($grain, ticket.opened_date)::date::varchar, '')
            end as part
        from marts.service_ticket as ticket
        where
            list_contains($sources, ticket.source_system)
            and ($regions is null or list_contains($regions, ticket.region))
            and ($channels is null or list_contains($channels, ticket.acquisition_channel))
            and ($owners is null or list_contains($owners, ticket.owner_employee_id))
            and (
                ticket.opened_date between $start and $end
                or (ticket.opened_date is null and $with_undated)
            )
    )
select
    part,
    count(*) as tickets,
    count(*) filter (where kind = 'complaint') as complaints,
    count(first_response_minutes) as answered,
    count(*) filter (where is_resolved) as resolved,
    quantile_cont(first_response_minutes::double, 0.5) as median_first_response_minutes,
    quantile_cont(first_response_minutes::double, 0.9) as p90_first_response_minutes,
    quantile_cont(first_response_business_minutes::double, 0.5) as median_first_response_business_minutes,
    quantile_cont(first_response_business_minutes::double, 0.9) as p90_first_response_business_minutes,
    quantile_cont(resolution_minutes::double, 0.5) as median_resolution_minutes,
    quantile_cont(resolution_minutes::double, 0.9) as p90_resolution_minutes,
    quantile_cont(resolution_business_minutes::double, 0.5) as median_resolution_business_minutes,
    quantile_cont(resolution_business_minutes::double, 0.9) as p90_resolution_business_minutes,
    count(*) filter (where sla_outcome = 'met') as sla_met,
    count(*) filter (where sla_outcome = 'missed') as sla_missed,
    count(*) filter (where sla_outcome = 'running') as sla_running,
    count(is_reopened) as reopen_known,
    count(*) filter (where is_reopened) as reopened,
    count(is_first_contact_resolution) as first_contact_known,
    count(*) filter (where is_first_contact_resolution) as first_contact_resolved,
    sla_met::double / nullif(sla_met + sla_missed, 0) as sla_met_rate,
    reopened::double / nullif(reopen_known, 0) as reopen_rate,
    first_contact_resolved::double / nullif(first_contact_known, 0) as first_contact_resolution_rate
from tickets
group by part
order by tickets desc, part
