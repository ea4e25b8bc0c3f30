-- The funnel, which has leads and opportunities that nothing ties to each other, and figures by
-- day.
create table sales_funnel_entry as
with
    entries as (
        select
            lead_id as entry_id,
            lead_id,
            source,
            customer_id,
            owner_employee_id,
            created_date,
            cast(null as date) as opportunity_date,
            cast(null as date) as won_date,
            case
                when is_converted then 4 when is_qualified then 3 when is_contacted then 2 else 1
            end as furthest_stage_order,
            'open' as outcome,
            cast(null as decimal(18, 2)) as amount
        from fct_lead
        union all
        select
            opportunity_id,
            null,
            'unknown',
            customer_id,
            owner_employee_id,
            created_date,
            created_date,
            case when category = 'won' then closed_date end,
            case when category = 'won' then 5 else 4 end,
            category,
            amount
        from fct_opportunity
    )

select
    entry_id,
    lead_id,
    source,
    customer_id,
    region,
    acquisition_channel as channel,
    entries.owner_employee_id,
    cast(date_trunc('month', created_date) as date) as cohort_month,
    created_date,
    opportunity_date,
    won_date,
    ['lead', 'contacted', 'qualified', 'opportunity', 'won'][furthest_stage_order]
    as furthest_stage,
    furthest_stage_order,
    outcome,
    amount
from entries
inner join dim_customer using (customer_id);

create temp table funnel_count as
select
    source,
    owner_employee_id,
    cohort_month,
    grouping(source) = 0 as is_by_source,
    grouping(owner_employee_id) = 0 as is_by_owner,
    stage,
    stage_order,
    count(*) filter (where furthest_stage_order >= stage_order) as reached,
    count(*) filter (where furthest_stage_order > stage_order) as converted,
    count(*) filter (where furthest_stage_order = stage_order and outcome = 'open') as still_open,
    count(*) filter (where furthest_stage_order = stage_order and outcome = 'lost') as lost,
    quantile_cont(
        cast(
            case when stage = 'won' and won_date >= opportunity_date then won_date - opportunity_date
            end as double
        ),
        0.5
    ) as median_days
from sales_funnel_entry
cross join
    (
        values ('lead', 1), ('contacted', 2), ('qualified', 3), ('opportunity', 4), ('won', 5)
    ) as stages(stage, stage_order)
group by
    grouping sets (
        (stage, stage_order),
        (stage, stage_order, cohort_month),
        (stage, stage_order, source),
        (stage, stage_order, source, cohort_month),
        (stage, stage_order, owner_employee_id),
        (stage, stage_order, owner_employee_id, cohort_month)
    );

create temp table funnel as
select
    source,
    owner_employee_id,
    is_by_source,
    is_by_owner,
    cohort_month,
    stage,
    stage_order,
    reached,
    case when stage <> 'won' then converted end as converted,
    still_open,
    lost,
    case when stage <> 'won' then converted / nullif(reached, 0) end as conversion_rate,
    reached / nullif(max(reached) over entries, 0) as cumulative_conversion_rate,
    case when stage = 'opportunity' then 0 end as regressed,
    sum(still_open) over entries = 0 as is_closed,
    median_days
from funnel_count
window entries as (
    partition by is_by_source, is_by_owner, source, owner_employee_id, cohort_month
);

create table sales_funnel as
select * exclude (source, owner_employee_id, is_by_source, is_by_owner)
from funnel
where not is_by_source and not is_by_owner;

create table sales_funnel_by_source as
select * exclude (owner_employee_id, is_by_source, is_by_owner)
from funnel
where is_by_source;

create table sales_funnel_by_owner as
select * exclude (source, is_by_source, is_by_owner)
from funnel
where is_by_owner;

create table sales_opportunity as
select
    opportunity_id,
    as_of_date,
    customer_id,
    region,
    acquisition_channel as channel,
    fct_opportunity.owner_employee_id,
    team,
    stage_id,
    stage,
    category,
    created_date,
    closed_date,
    expected_close_date,
    amount,
    days_to_close,
    probability
from fct_opportunity
inner join dim_customer using (customer_id)
inner join dim_employee on fct_opportunity.owner_employee_id = dim_employee.employee_id
cross join as_of;

create table win_rate as
with
    defined as (
        select *, 'closed' as definition, closed_date as period_date
        from sales_opportunity
        where category <> 'open'
        union all
        select *, 'created', created_date
        from sales_opportunity
    ),

    cut as (
        select
            definition,
            cast(date_trunc('month', period_date) as date) as period_start,
            category,
            amount,
            unnest(['all', 'owner', 'product', 'source', 'team', 'source_system']) as cut_name,
            unnest(['all', owner_employee_id, 'unknown', 'unknown', team, 'template']) as cut_value
        from defined
    )

select
    period_start,
    definition,
    cut_name,
    cut_value,
    cut_value as cut_label,
    count(*) filter (where category = 'won') as won_count,
    count(*) filter (where category = 'lost') as lost_count,
    count(*) as base_count,
    won_count / base_count as win_rate,
    cast(coalesce(sum(amount) filter (where category = 'won'), 0) as decimal(18, 2)) as won_amount
from cut
group by
    grouping sets (
        (definition, cut_name, cut_value), (definition, cut_name, cut_value, period_start)
    );

-- nobody knows at which stage it was before it was closed
create table pipeline_daily as
with
    begun as (select as_of_date - 399 as first_day, as_of_date from as_of),

    spans as (
        select
            created_date as from_date,
            closed_date as until_date,
            case when category = 'open' then stage_id end as stage_id,
            owner_employee_id,
            amount,
            case when category = 'open' then cast(amount * probability as decimal(18, 2)) else 0 end
            as weighted_amount,
            cast(category <> 'open' as integer) as unweighted
        from fct_opportunity
    ),

    changes as (
        select
            greatest(from_date, first_day) as day,
            stage_id,
            owner_employee_id,
            1 as change,
            amount,
            weighted_amount,
            unweighted
        from spans, begun
        union all
        select
            greatest(until_date, first_day),
            stage_id,
            owner_employee_id,
            -1,
            -amount,
            -weighted_amount,
            -unweighted
        from spans, begun
        where until_date is not null
    ),

    daily as (
        select
            day,
            stage_id,
            owner_employee_id,
            sum(sum(change)) over until_then as open_count,
            sum(sum(amount)) over until_then as amount,
            sum(sum(weighted_amount)) over until_then as weighted_amount,
            sum(sum(unweighted)) over until_then as unweighted_count,
            lead(day, 1, as_of_date + 1) over until_then as next_day
        from changes, as_of
        group by day, stage_id, owner_employee_id, as_of_date
        window until_then as (partition by stage_id, owner_employee_id order by day)
    )

select
    cast(unnest(range(day, next_day, interval 1 day)) as date) as day,
    stage_id,
    coalesce(stage, 'unknown') as stage,
    stage_order,
    owner_employee_id,
    cast(open_count as bigint) as open_count,
    cast(amount as decimal(18, 2)) as amount,
    cast(weighted_amount as decimal(18, 2)) as weighted_amount,
    cast(unweighted_count as bigint) as unweighted_count
from daily
left join dim_sales_stage using (stage_id)
where open_count > 0;

create table satisfaction_monthly as
with
    months as (
        select
            cast(
                unnest(
                    generate_series(
                        date_trunc('month', min(responded_date)),
                        date_trunc('month', as_of_date),
                        interval 1 month
                    )
                ) as date
            ) as month
        from fct_survey_response, as_of
        group by as_of_date
    ),

    counted as (
        select
            case when grouping(month) = 0 then month end as month,
            count(score) as responses,
            count(*) filter (where response_class = 'promoter') as favourable,
            count(*) filter (where response_class = 'passive') as neutral,
            count(*) filter (where response_class = 'detractor') as unfavourable,
            avg(score) as score
        from months
        left join
            fct_survey_response on month = cast(date_trunc('month', responded_date) as date)
        group by grouping sets ((), (month))
    )

select
    month,
    responses,
    favourable,
    neutral,
    unfavourable,
    score,
    (favourable - unfavourable) / nullif(responses, 0) as nps,
    case
        when greatest(favourable, neutral, unfavourable) < responses
        then
            1.96 * sqrt(
                (
                    (favourable + unfavourable) / responses
                    - power((favourable - unfavourable) / responses, 2)
                )
                / responses
            )
    end as margin_of_error,
    case when responses < 30 then 'few answers' end as note
from counted;

create table kpi_daily_by_cut as
with
    orders as (
        select
            fct_order.*,
            region,
            acquisition_channel as channel,
            owner_employee_id,
            order_date = min(order_date) over (partition by customer_id) as is_first_day
        from fct_order
        inner join dim_customer using (customer_id)
    ),

    units as (select order_id, sum(quantity) as units from fct_order_line group by order_id),

    order_days as (
        select
            order_date as day,
            region,
            channel,
            owner_employee_id,
            count(*) as orders,
            count(distinct customer_id) as ordering_customers,
            count(distinct customer_id) filter (where is_first_day) as new_customers,
            sum(net_amount) as net_revenue,
            sum(units) as units_sold
        from orders
        inner join units using (order_id)
        group by all
    ),

    lead_days as (
        select
            created_date as day,
            region,
            acquisition_channel as channel,
            fct_lead.owner_employee_id,
            count(*) as leads_created
        from fct_lead
        inner join dim_customer using (customer_id)
        group by all
    ),

    opportunities as (
        select fct_opportunity.*, region, acquisition_channel as channel
        from fct_opportunity
        inner join dim_customer using (customer_id)
    ),

    opportunity_days as (
        select
            created_date as day,
            region,
            channel,
            owner_employee_id,
            count(*) as opportunities_created
        from opportunities
        group by all
    ),

    closing_days as (
        select
            closed_date as day,
            region,
            channel,
            owner_employee_id,
            count(*) filter (where category = 'won') as opportunities_won,
            count(*) filter (where category = 'lost') as opportunities_lost,
            sum(amount) filter (where category = 'won') as won_amount
        from opportunities
        where category <> 'open'
        group by all
    ),

    measured as (
        from
            (
                unpivot order_days
                on columns(* exclude (day, region, channel, owner_employee_id))
                into name metric value value
            )
        union all by name
        from
            (
                unpivot lead_days
                on columns(* exclude (day, region, channel, owner_employee_id))
                into name metric value value
            )
        union all by name
        from
            (
                unpivot opportunity_days
                on columns(* exclude (day, region, channel, owner_employee_id))
                into name metric value value
            )
        union all by name
        from
            (
                unpivot closing_days
                on columns(* exclude (day, region, channel, owner_employee_id))
                into name metric value value
            )
    )

select
    day,
    region,
    channel,
    owner_employee_id,
    metric,
    cast(value as decimal(18, 4)) as value,
    case
        when metric in ('net_revenue', 'won_amount') then 'USD'
        when metric like '%customers' then 'customers'
        when metric like 'opportunities%' then 'opportunities'
        when metric = 'leads_created' then 'leads'
        when metric = 'units_sold' then 'units'
        else metric
    end as unit
from measured
where value <> 0;

create table kpi_daily as
with
    metrics as (
        select distinct metric, unit from kpi_daily_by_cut
        union
        -- these exports have none
        select 'orders_without_amount' as metric, 'orders' as unit
    ),

    days as (
        select cast(day as date) as day
        from bounds, unnest(range(first_day, as_of_date + 1, interval 1 day)) as days(day)
    ),

    measured as (
        select day, metric, sum(value) as value from kpi_daily_by_cut group by day, metric
    )

select day, metric, cast(coalesce(value, 0) as decimal(18, 2)) as value, unit
from days
cross join metrics
left join measured using (day, metric);
