-- Dimensions and facts straight from the exported files, in the folder in which this runs. Keys are
-- the ids that the files give.
create table dim_product as
select product_id, product_name, category from 'products.csv';

create table dim_employee as
select employee_id, team from 'employees.csv';

create table fct_order_line as
select
    order_line_id,
    order_id,
    customer_id,
    cast(ordered_at as date) as order_date,
    product_id,
    quantity,
    unit_price,
    cast(quantity * unit_price as decimal(18, 2)) as gross,
    coalesce(refund_amount, 0) as refund,
    cast(quantity * unit_price - coalesce(refund_amount, 0) as decimal(18, 2)) as net_amount,
    cast(quantity * unit_cost as decimal(18, 2)) as cost,
    ordered_at,
    channel,
    status
from
    read_csv(
        'order_lines.csv',
        types = {
            'ordered_at': 'timestamp',
            'quantity': 'integer',
            'unit_price': 'decimal(18, 2)',
            'unit_cost': 'decimal(18, 2)',
            'refund_amount': 'decimal(18, 2)'
        }
    );

create table fct_order as
select
    order_id,
    min(customer_id) as customer_id,
    min(ordered_at) as ordered_at,
    min(order_date) as order_date,
    min(channel) as channel_id,
    max(status) as status,
    sum(refund) > 0 as is_returned,
    cast(sum(gross) as decimal(18, 2)) as gross,
    cast(sum(refund) as decimal(18, 2)) as refund,
    cast(sum(net_amount) as decimal(18, 2)) as net_amount,
    cast(sum(gross) as decimal(18, 2)) as total_amount,
    cast(sum(cost) as decimal(18, 2)) as cost,
    cast(sum(net_amount) - sum(cost) as decimal(18, 2)) as margin
from fct_order_line
group by order_id;

create table fct_order_refund as
select
    order_id,
    order_line_id,
    customer_id,
    ordered_at as refunded_at,
    order_date as refunded_date,
    refund as amount
from fct_order_line
where refund <> 0;

alter table fct_order_line drop ordered_at;
alter table fct_order_line drop channel;
alter table fct_order_line drop status;

create table fct_lead as
select
    lead_id,
    customer_id,
    created_at,
    cast(created_at as date) as created_date,
    status,
    status in ('contacted', 'qualified') as is_contacted,
    status = 'qualified' as is_qualified,
    status = 'converted' as is_converted,
    source,
    owner_id as owner_employee_id
from 'leads.csv';

create table dim_sales_stage as
select
    stage as stage_id,
    stage,
    cast(stage_order as integer) as stage_order,
    cast(probability as decimal(9, 6)) as probability,
    category
from
    (
        values
            ('Qualification', 1, 0.2, 'open'),
            ('Proposal', 2, 0.6, 'open'),
            ('Negotiation', 3, 0.8, 'open'),
            ('Closed Won', 4, 1, 'won'),
            ('Closed Lost', 5, 0, 'lost')
    ) as stages(stage, stage_order, probability, category);

create table fct_opportunity as
select
    opportunity_id,
    customer_id,
    owner_id as owner_employee_id,
    stage as stage_id,
    stage,
    category,
    created_at,
    cast(created_at as date) as created_date,
    closed_at as closed_date,
    expected_close_date,
    case
        when closed_at >= cast(created_at as date)
        then cast(closed_at - cast(created_at as date) as integer)
    end as days_to_close,
    cast(amount as decimal(18, 2)) as amount,
    probability
from read_csv('opportunities.csv', types = {'closed_at': 'date'})
inner join dim_sales_stage using (stage);

create table fct_ticket as
select
    ticket_id,
    customer_id,
    employee_id,
    case channel when 'phone' then 'call' else channel end as channel,
    channel as channel_id,
    kind,
    cause,
    priority,
    status,
    opened_at,
    cast(opened_at as date) as opened_date,
    first_response_at,
    cast(first_response_at as date) as first_response_date,
    resolved_at,
    cast(resolved_at as date) as resolved_date,
    closed_at,
    cast(closed_at as date) as closed_date,
    sla_target_minutes
from 'tickets.csv';

create table fct_survey_response as
select
    response_id,
    customer_id,
    channel as channel_id,
    kind,
    survey_name,
    cast(score as decimal(9, 2)) as score,
    scale_min,
    scale_max,
    case when score >= 9 then 'promoter' when score >= 7 then 'passive' else 'detractor' end
    as response_class,
    responded_at,
    cast(responded_at as date) as responded_date
from 'survey_responses.csv';

create table fct_loyalty_event as
select
    event_id as loyalty_event_id,
    customer_id,
    order_id,
    kind,
    cast(points as decimal(18, 2)) as points,
    occurred_at,
    cast(occurred_at as date) as occurred_date
from 'loyalty_events.csv';

create temp table bounds as
with
    days as (
        select min(order_date) as first_day, max(order_date) as last_day from fct_order
        union all
        select min(created_date), max(created_date) from fct_lead
        union all
        select min(created_date), greatest(max(created_date), max(closed_date)) from fct_opportunity
        union all
        select min(opened_date), max(closed_date) from fct_ticket
        union all
        select min(responded_date), max(responded_date) from fct_survey_response
        union all
        select min(occurred_date), max(occurred_date) from fct_loyalty_event
    )

select max(last_day) as as_of_date, min(first_day) as first_day
from days;

create table as_of as
select as_of_date, as_of_date + interval 1 day as as_of from bounds;

create table dim_date as
select
    cast(day as date) as date_day,
    cast(date_trunc('week', day) as date) as week_start,
    cast(date_trunc('month', day) as date) as month_start,
    cast(date_trunc('quarter', day) as date) as quarter_start,
    cast(date_trunc('year', day) as date) as year_start,
    year(day) as calendar_year,
    quarter(day) as quarter_of_year,
    month(day) as month_of_year,
    isoyear(day) as iso_year,
    week(day) as iso_week,
    day(day) as day_of_month,
    isodow(day) as day_of_week,
    isodow(day) > 5 as is_weekend,
    last_day(day) = day as is_month_end,
    year(day) as fiscal_year,
    quarter(day) as fiscal_quarter,
    isodow(day) < 6 as is_business_day
from
    bounds,
    unnest(
        range(
            date_trunc('year', first_day),
            date_trunc('year', as_of_date) + interval 1 year,
            interval 1 day
        )
    ) as days(day);

create table dim_customer as
with
    orders as (
        select customer_id, min(ordered_at) as first_order_at, min(order_date) as first_order_date
        from fct_order
        group by customer_id
    ),

    leads as (
        select customer_id, min(created_at) as first_lead_at, min(created_date) as first_lead_date
        from fct_lead
        group by customer_id
    ),

    opportunities as (
        select
            customer_id,
            min(created_date) as first_opportunity_date,
            bool_or(category = 'won') as has_won
        from fct_opportunity
        group by customer_id
    ),

    contacts as (
        select customer_id, min(met_at) as first_contact_at, min(met_date) as first_contact_date
        from
            (
                select customer_id, opened_at as met_at, opened_date as met_date from fct_ticket
                union all
                select customer_id, responded_at, responded_date from fct_survey_response
            )
        group by customer_id
    )

select
    customer_id,
    customer_type,
    first_order_date is not null or coalesce(has_won, false) as is_customer,
    least(first_lead_at, first_order_at, first_contact_at) as first_seen_at,
    least(
        created_at, first_lead_date, first_order_date, first_opportunity_date, first_contact_date
    ) as first_seen_date,
    first_order_at,
    first_order_date,
    acquisition_channel,
    acquisition_channel as acquisition_channel_id,
    country,
    province,
    coalesce(province, country) as region,
    owner_id as owner_employee_id
from 'customers.csv'
left join orders using (customer_id)
left join leads using (customer_id)
left join opportunities using (customer_id)
left join contacts using (customer_id);

-- what was known of a customer, and since when: of some at first no more than their lead
create table dim_customer_history as
with
    known as (
        select
            customer_id,
            created_at as valid_from,
            if(coalesce(cast(created_at as date) <= first_order_date, true), source, null)
            as acquisition_channel,
            null as country,
            null as province,
            owner_id as owner_employee_id
        from 'leads.csv'
        left join dim_customer using (customer_id)
        union all
        select customer_id, created_at, acquisition_channel, country, province, owner_id
        from 'customers.csv'
    )

select
    *,
    lead(valid_from) over history as valid_to,
    lead(valid_from) over history is null as is_current
from known
window history as (partition by customer_id order by valid_from);
