-- Tickets and how long they took, by the clock and in hours from 9 to 18 on the days of the week.
-- days of business from Monday, 3 January 2000, until a day
create temp macro business_days(day) as (
    divide(day - date '2000-01-03', 7) * 5 + least((day - date '2000-01-03') % 7, 5)
);

-- seconds of business since then, until a moment
create temp macro business_seconds(moment) as (
    32400 * business_days(cast(moment as date))
    + case
        when isodow(moment) < 6
        then
            least(
                greatest(date_diff('second', date_trunc('day', moment), moment) - 32400, 0), 32400
            )
        else 0
    end
);

create table service_ticket as
select
    ticket_id,
    customer_id,
    region,
    acquisition_channel,
    owner_employee_id,
    employee_id,
    team,
    channel,
    kind,
    cause,
    priority,
    case
        when first_order_date <= opened_date then 'after_sale' else 'pre_sale'
    end as phase,
    as_of_date,
    opened_at,
    opened_date,
    coalesce(resolved_date <= as_of_date, false) as is_resolved,
    resolved_at,
    resolved_date,
    divide(date_diff('second', opened_at, first_response_at), 60) as first_response_minutes,
    divide(business_seconds(first_response_at) - business_seconds(opened_at), 60)
    as first_response_business_minutes,
    divide(date_diff('second', opened_at, resolved_at), 60) as resolution_minutes,
    divide(business_seconds(resolved_at) - business_seconds(opened_at), 60)
    as resolution_business_minutes,
    opened_at + to_minutes(sla_target_minutes) as sla_due_at,
    case when resolved_at <= opened_at + to_minutes(sla_target_minutes) then 'met' else 'missed' end
    as sla_outcome
from fct_ticket
inner join dim_customer using (customer_id)
inner join dim_employee using (employee_id)
cross join as_of;

create table service_performance as
select
    cast(date_trunc('month', opened_date) as date) as month,
    channel,
    priority,
    team,
    count(*) as tickets,
    count(*) filter (where kind = 'complaint') as complaints,
    count(*) filter (where is_resolved) as resolved,
    count(first_response_minutes) as answered,
    quantile_cont(cast(first_response_minutes as double), 0.5) as median_first_response_minutes,
    quantile_cont(cast(first_response_minutes as double), 0.9) as p90_first_response_minutes,
    quantile_cont(cast(first_response_business_minutes as double), 0.5)
    as median_first_response_business_minutes,
    quantile_cont(cast(first_response_business_minutes as double), 0.9)
    as p90_first_response_business_minutes,
    quantile_cont(cast(resolution_minutes as double), 0.5) as median_resolution_minutes,
    quantile_cont(cast(resolution_minutes as double), 0.9) as p90_resolution_minutes,
    quantile_cont(cast(resolution_business_minutes as double), 0.5)
    as median_resolution_business_minutes,
    quantile_cont(cast(resolution_business_minutes as double), 0.9)
    as p90_resolution_business_minutes,
    count(*) filter (where sla_outcome = 'met') as sla_met,
    count(*) filter (where sla_outcome = 'missed') as sla_missed,
    sla_met / nullif(sla_met + sla_missed, 0) as sla_met_rate
from service_ticket
group by
    grouping sets (
        (channel, priority, team),
        (channel, priority, team, cast(date_trunc('month', opened_date) as date))
    );
