-- Marts of customers, from their order days. Nobody here buys by an opportunity alone.
create temp table order_day as
with
    days as (
        select
            customer_id,
            order_date,
            sum(net_amount) as net_amount,
            row_number() over customer as number,
            min(order_date) over (partition by customer_id) as first_date,
            cast(order_date - lag(order_date) over customer as integer) as gap_days
        from fct_order
        group by customer_id, order_date
        window customer as (partition by customer_id order by order_date)
    )

select *, cast(date_trunc('month', first_date) as date) as cohort_month
from days;

create temp table segment_range (
    priority integer, segment varchar, r_min integer, r_max integer, f_min integer, f_max integer,
    m_min integer, m_max integer
);

insert into segment_range values
    (1, 'Champions', 5, 5, 5, 5, 5, 5),
    (2, 'Potential Loyalist', 3, 5, 3, 5, 2, 5),
    (3, 'Loyal Customers', 2, 4, 2, 4, 2, 4),
    (4, 'Promising', 3, 4, 1, 3, 3, 5),
    (5, 'New Customers', 4, 5, 1, 3, 1, 5),
    (6, 'Can''t Lose Them', 1, 2, 3, 4, 4, 5),
    (7, 'At Risk', 1, 2, 2, 5, 4, 5),
    (8, 'Need Attention', 1, 3, 3, 5, 3, 5),
    (9, 'About To Sleep', 2, 3, 1, 3, 1, 4),
    (10, 'Lost', 1, 1, 1, 5, 1, 5);

create temp table segment_of as
select r_score, f_score, m_score, coalesce(min_by(segment, priority), 'Others') as segment
from range(1, 6) as r(r_score)
cross join range(1, 6) as f(f_score)
cross join range(1, 6) as m(m_score)
left join
    segment_range
    on r_score between r_min and r_max
    and f_score between f_min and f_max
    and m_score between m_min and m_max
group by all;

-- one more than the number of cut points below a value
create temp macro score(cuts, value) as
    1
    + cast(cuts[1] < value as integer)
    + cast(cuts[2] < value as integer)
    + cast(cuts[3] < value as integer)
    + cast(cuts[4] < value as integer);

create table customer_rfm as
with
    measured as (
        select
            customer_id,
            as_of_date,
            max(order_date) as last_order_date,
            cast(as_of_date - max(order_date) as integer) as recency_days,
            cast(count(*) as integer) as frequency,
            cast(sum(net_amount) as decimal(18, 2)) as monetary
        from order_day, as_of
        group by customer_id, as_of_date
    ),

    cuts as (
        select
            quantile_cont(cast(recency_days as double), [0.2, 0.4, 0.6, 0.8]) as r,
            quantile_cont(cast(frequency as double), [0.2, 0.4, 0.6, 0.8]) as f,
            quantile_cont(cast(monetary as double), [0.2, 0.4, 0.6, 0.8]) as m
        from measured
    ),

    scored as (
        select
            measured.*,
            6 - score(r, recency_days) as r_score,
            score(f, frequency) as f_score,
            score(m, monetary) as m_score
        from measured, cuts
    )

select scored.*, r_score || '' || f_score || m_score as rfm_cell, segment
from scored
inner join segment_of using (r_score, f_score, m_score);

create table customer_rfm_monthly as
with
    month_ends as (
        select last_day(cast(month as date)) as as_of_date
        from
            as_of,
            unnest(
                generate_series(
                    date_trunc('month', as_of_date + 1) - interval 13 month,
                    as_of_date + 1 - interval 1 month,
                    interval 1 month
                )
            ) as months(month)
    ),

    months as (
        select
            customer_id,
            date_trunc('month', order_date) as month,
            max(order_date) as last_order_date,
            count(*) as frequency,
            sum(net_amount) as monetary
        from order_day
        group by all
    ),

    running as (
        select
            customer_id,
            month,
            lead(month) over customer as next_month,
            last_order_date,
            sum(frequency) over customer as frequency,
            sum(monetary) over customer as monetary
        from months
        window customer as (partition by customer_id order by month)
    ),

    measured as (
        select
            customer_id,
            as_of_date,
            last_order_date,
            cast(as_of_date - last_order_date as integer) as recency_days,
            cast(frequency as integer) as frequency,
            cast(monetary as decimal(18, 2)) as monetary
        from running
        inner join
            month_ends
            on as_of_date >= month
            and as_of_date < coalesce(next_month, date '9999-12-31')
    ),

    cuts as (
        select
            as_of_date,
            quantile_cont(cast(recency_days as double), [0.2, 0.4, 0.6, 0.8]) as r,
            quantile_cont(cast(frequency as double), [0.2, 0.4, 0.6, 0.8]) as f,
            quantile_cont(cast(monetary as double), [0.2, 0.4, 0.6, 0.8]) as m
        from measured
        group by as_of_date
    ),

    scored as (
        select
            measured.*,
            6 - score(r, recency_days) as r_score,
            score(f, frequency) as f_score,
            score(m, monetary) as m_score
        from measured
        inner join cuts using (as_of_date)
    )

select scored.*, r_score || '' || f_score || m_score as rfm_cell, segment
from scored
inner join segment_of using (r_score, f_score, m_score);

create table customer_segment_movement as
with
    known as (
        select distinct as_of_date, last_day(as_of_date - interval 1 month) as before
        from customer_rfm_monthly
        qualify
            as_of_date > min(as_of_date) over ()
            or before < (select min(order_date) from order_day)
    ),

    bought as (
        select customer_id, last_day(order_date) as month_end, sum(net_amount) as net_amount
        from order_day
        group by all
    )

select
    cast(date_trunc('month', later.as_of_date) as date) as month,
    coalesce(earlier.segment, 'none') as from_segment,
    later.segment as to_segment,
    count(*) as customers,
    cast(coalesce(sum(bought.net_amount), 0) as decimal(18, 2)) as net_amount
from customer_rfm_monthly as later
inner join known on later.as_of_date = known.as_of_date
left join
    customer_rfm_monthly as earlier
    on later.customer_id = earlier.customer_id and known.before = earlier.as_of_date
left join
    bought on later.customer_id = bought.customer_id and later.as_of_date = bought.month_end
group by all;

create temp table threshold as
with
    gaps as (
        select
            quantile_cont(cast(gap_days as double), [0.75, 0.9]) as cuts,
            count(gap_days) >= 100 as is_enough
        from order_day
    )

select
    least(
        cast(ceil(case when is_enough then cuts[1] else 90 end) as integer),
        cast(ceil(case when is_enough then cuts[2] else 180 end) as integer) - 1
    ) as lapsing_after_days,
    cast(ceil(case when is_enough then cuts[2] else 180 end) as integer) as churned_after_days
from gaps;

create table customer_lifecycle as
with
    stated as (
        select
            customer_id,
            order_date,
            gap_days > lapsing_after_days as is_late,
            case
                when gap_days > churned_after_days then 'won_back'
                when number = 1 then 'first_purchase'
                when number < 4 then 'repeat'
                else 'loyal'
            end as stage
        from order_day, threshold
    ),

    begun as (
        select
            *,
            is_late
            or stage is distinct from lag(stage) over (partition by customer_id order by order_date)
            as is_begin
        from stated
    ),

    customers as (
        select
            customer_id,
            min(order_date) as first_purchase_date,
            max(order_date) as last_purchase_date,
            cast(count(*) as integer) as purchases,
            max_by(stage, order_date) as stage,
            max(order_date) filter (where is_begin) as stage_date
        from begun
        group by customer_id
    ),

    aged as (
        select
            *, cast(as_of_date - last_purchase_date as integer) as days_since_purchase
        from dim_customer
        left join customers using (customer_id)
        cross join as_of
        cross join threshold
        where first_purchase_date is not null or coalesce(first_seen_date <= as_of_date, true)
    )

select
    customer_id,
    as_of_date,
    case
        when days_since_purchase is null then 'prospect'
        when days_since_purchase > churned_after_days then 'churned'
        when days_since_purchase > lapsing_after_days then 'lapsing'
        else stage
    end as stage,
    case
        when days_since_purchase is null then first_seen_date
        when days_since_purchase > churned_after_days
        then last_purchase_date + churned_after_days + 1
        when days_since_purchase > lapsing_after_days
        then last_purchase_date + lapsing_after_days + 1
        else stage_date
    end as since_date,
    coalesce(purchases, 0) as purchases,
    first_purchase_date,
    last_purchase_date,
    days_since_purchase,
    lapsing_after_days,
    churned_after_days
from aged;

create temp table spell as
with
    numbered as (
        select
            customer_id,
            order_date,
            churned_after_days,
            1
            + count(*) filter (where gap_days > churned_after_days) over (
                partition by customer_id order by order_date
            ) as number
        from order_day, threshold
    )

select
    customer_id,
    number,
    min(order_date) as started_date,
    case
        when max(order_date) + churned_after_days + 1 <= as_of_date
        then max(order_date) + churned_after_days + 1
    end as left_date
from numbered, as_of
group by customer_id, number, churned_after_days, as_of_date;

create table customer_flow_monthly as
with
    months as (
        select cast(month as date) as month
        from
            as_of,
            unnest(
                generate_series(
                    date_trunc('month', (select min(started_date) from spell)),
                    date_trunc('month', as_of_date),
                    interval 1 month
                )
            ) as months(month)
    ),

    started as (
        select
            date_trunc('month', started_date) as month,
            count(*) filter (where number = 1) as new_customers,
            count(*) filter (where number > 1) as won_back
        from spell
        group by all
    ),

    lost as (
        select
            date_trunc('month', left_date) as month,
            count(*) as churned,
            count(*) filter (where started_date < date_trunc('month', left_date)) as of_opening
        from spell
        where left_date is not null
        group by all
    ),

    bought as (
        select date_trunc('month', order_date) as month, count(distinct customer_id) as active
        from order_day
        group by all
    ),

    counted as (
        select
            months.month,
            coalesce(new_customers, 0) as new_customers,
            coalesce(won_back, 0) as won_back,
            coalesce(churned, 0) as churned,
            coalesce(of_opening, 0) as of_opening,
            coalesce(active, 0) as active
        from months
        left join started using (month)
        left join lost using (month)
        left join bought using (month)
    ),

    closed as (
        select
            *,
            cast(sum(new_customers + won_back - churned) over (order by month) as bigint)
            as closing,
            closing - new_customers - won_back + churned as opening
        from counted
    )

select
    month,
    opening,
    new_customers,
    won_back,
    churned,
    closing,
    opening - of_opening as retained,
    active,
    cast(of_opening as double) / nullif(opening, 0) as churn_rate
from closed;

create table customer_value_tier as
with
    margins as (select customer_id, sum(margin) as margin from fct_order group by customer_id),

    shares as (
        select
            customer_id,
            as_of_date,
            monetary as net_amount,
            margin,
            r_score,
            f_score,
            (
                sum(greatest(monetary, 0)) over (
                    order by monetary desc, customer_id rows unbounded preceding
                )
                - greatest(monetary, 0)
            ) / nullif(cast(sum(greatest(monetary, 0)) over () as double), 0) as share_before,
            (
                sum(greatest(margin, 0)) over (
                    order by margin desc, customer_id rows unbounded preceding
                )
                - greatest(margin, 0)
            ) / nullif(cast(sum(greatest(margin, 0)) over () as double), 0) as margin_before
        from customer_rfm
        inner join margins using (customer_id)
    ),

    classed as (
        select
            *,
            case
                when net_amount > 0 and share_before < 0.8 then 'A'
                when net_amount > 0 and share_before < 0.95 then 'B'
                else 'C'
            end as abc_class,
            case
                when margin > 0 and margin_before < 0.8 then 'A'
                when margin > 0 and margin_before < 0.95 then 'B'
                else 'C'
            end as margin_abc_class
        from shares
    )

select
    customer_id,
    as_of_date,
    net_amount,
    share_before,
    abc_class,
    cast(margin as decimal(18, 2)) as margin,
    margin_abc_class,
    case
        when abc_class = 'A' then 'high'
        when r_score >= 4 and f_score >= 3 then 'potential'
        when abc_class = 'B' then 'ordinary'
        else 'low'
    end as value_group
from classed;

create table customer_survival as
with
    customers as (
        select
            acquisition_channel as channel,
            cast(coalesce(left_date, as_of_date) - started_date as integer) as days,
            left_date is not null as has_left
        from spell
        inner join dim_customer using (customer_id)
        cross join as_of
        where number = 1
    ),

    counted as (
        select
            case when grouping(channel) = 1 then 'all' else 'channel' end as cut_name,
            case when grouping(channel) = 1 then 'all' else channel end as cut_value,
            days,
            count(*) filter (where has_left) as events,
            count(*) filter (where not has_left) as censored
        from customers
        group by grouping sets ((days), (channel, days))
    ),

    exposed as (
        select
            *,
            cast(
                sum(events + censored) over (
                    partition by cut_name, cut_value order by days desc
                ) as bigint
            ) as at_risk
        from counted
    ),

    summed as (
        select
            *,
            min(at_risk - events) over until_day as least_left,
            sum(case when at_risk > events then ln(1 - events / at_risk) end) over until_day
            as log_survival,
            sum(
                case when at_risk > events then events / (at_risk * (at_risk - events)) end
            ) over until_day as relative_variance
        from exposed
        window until_day as (partition by cut_name, cut_value order by days)
    )

select
    cut_name,
    cut_value,
    days,
    at_risk,
    events,
    censored,
    case when least_left = 0 then 0 else exp(log_survival) end as survival,
    case when least_left > 0 then exp(log_survival) * sqrt(relative_variance) end
    as standard_error
from summed;
