-- Cohorts: customers of a month and what became of them, whole, by channel and by all cuts. The
-- finest is counted from the customers, the others are added up from it.
create temp table customer_month as
select
    customer_id,
    cohort_month,
    cast(date_diff('month', cohort_month, order_date) as integer) as months_since,
    sum(net_amount) as revenue
from order_day
group by all;

create temp table cut_month as
with
    marked as (
        select
            *, months_since = max(months_since) over (partition by customer_id) as is_last
        from customer_month
    )

select
    region,
    acquisition_channel as channel,
    owner_employee_id,
    cohort_month,
    months_since,
    count(*) as customers_on,
    count(*) filter (where is_last) as last_seen,
    sum(revenue) as revenue
from marked
inner join dim_customer using (customer_id)
group by all;

-- every month of a cohort until today, of which nothing may be known
create temp table cut_cohort as
select
    region,
    channel,
    owner_employee_id,
    cohort_month,
    cast(
        unnest(range(0, date_diff('month', cohort_month, as_of_date) + 1)) as integer
    ) as months_since,
    cohort_size
from
    (
        select region, channel, owner_employee_id, cohort_month, sum(last_seen) as cohort_size
        from cut_month
        group by all
    ),
    as_of;

create table cohort_retention_by_cut as
with
    counted as (
        select
            *,
            sum(coalesce(last_seen, 0)) over (cohort order by months_since desc) as on_or_after,
            sum(coalesce(revenue, 0)) over (cohort order by months_since) as cumulative
        from cut_cohort
        left join
            cut_month using (region, channel, owner_employee_id, cohort_month, months_since)
        window cohort as (partition by region, channel, owner_employee_id, cohort_month)
    )

select
    region,
    channel,
    owner_employee_id,
    cohort_month,
    months_since,
    cast(cohort_size as bigint) as cohort_size,
    coalesce(customers_on, 0) as customers_on,
    cast(on_or_after as bigint) as customers_on_or_after,
    coalesce(customers_on, 0) / cast(cohort_size as double) as retention_rate,
    cast(coalesce(revenue, 0) as decimal(18, 2)) as revenue,
    cast(cumulative as double) / cohort_size as cumulative_revenue_per_customer
from counted;

create table cohort_retention_by_channel as
with
    counted as (
        select
            channel as acquisition_channel,
            cohort_month,
            months_since,
            cast(sum(cohort_size) as bigint) as cohort_size,
            cast(sum(customers_on) as bigint) as customers_on,
            cast(sum(customers_on_or_after) as bigint) as customers_on_or_after,
            cast(sum(revenue) as decimal(18, 2)) as revenue
        from cohort_retention_by_cut
        group by all
    )

select
    *,
    customers_on / cohort_size as retention_rate,
    cast(
        sum(revenue) over (
            partition by acquisition_channel, cohort_month order by months_since
        ) as double
    ) / cohort_size as cumulative_revenue_per_customer
from counted;

create table cohort_retention as
with
    counted as (
        select
            cohort_month,
            months_since,
            cast(sum(cohort_size) as bigint) as cohort_size,
            cast(sum(customers_on) as bigint) as customers_on,
            cast(sum(customers_on_or_after) as bigint) as customers_on_or_after,
            cast(sum(revenue) as decimal(18, 2)) as revenue
        from cohort_retention_by_channel
        group by all
    )

select
    *,
    customers_on / cohort_size as retention_rate,
    cast(sum(revenue) over (partition by cohort_month order by months_since) as double)
    / cohort_size as cumulative_revenue_per_customer
from counted;

create temp table second_purchase as
with
    customers as (
        select
            customer_id,
            min(cohort_month) as cohort_month,
            cast(min(as_of_date) - min(first_date) as integer) as days_known,
            cast(
                min(order_date) filter (where number = 2) - min(first_date) as integer
            ) as days_to_second
        from order_day, as_of
        group by customer_id
    )

select
    customers.*,
    horizon_days,
    region,
    acquisition_channel as channel,
    owner_employee_id
from customers
inner join dim_customer using (customer_id)
cross join unnest([30, 60, 90, 180, 365, null]) as horizons(horizon_days);

create table repeat_purchase as
with
    counted as (
        select
            cohort_month,
            horizon_days,
            count(*) filter (where days_known >= coalesce(horizon_days, 0)) as customers,
            count(*) filter (
                where
                    days_known >= coalesce(horizon_days, 0)
                    and days_to_second <= coalesce(horizon_days, days_to_second)
            ) as repeaters
        from second_purchase
        group by grouping sets ((cohort_month, horizon_days), (horizon_days))
    )

select *, repeaters / nullif(customers, 0) as repeat_rate
from counted;

create table repeat_purchase_by_cut as
with
    counted as (
        select
            region,
            channel,
            owner_employee_id,
            cohort_month,
            horizon_days,
            count(*) as customers,
            count(*) filter (where days_to_second <= coalesce(horizon_days, days_to_second))
            as repeaters
        from second_purchase
        where days_known >= coalesce(horizon_days, 0)
        group by
            grouping sets (
                (region, channel, owner_employee_id, cohort_month, horizon_days),
                (region, channel, owner_employee_id, horizon_days)
            )
    )

select *, repeaters / customers as repeat_rate
from counted;
