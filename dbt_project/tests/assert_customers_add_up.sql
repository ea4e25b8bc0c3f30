-- What: movements of a month are its customers, classes are all customers, the flow closes with the
-- customers who have not churned, channels add up to the cohorts, and customer_360 says of a
-- customer what the marts of values and risks say.
-- Why: each mart counts customers in its own way, and an executive compares them.
-- A row: what was counted, and the two numbers that differ.
with
    customer_rfm as (select * from {{ ref("customer_rfm") }}),
    customer_rfm_monthly as (select * from {{ ref("customer_rfm_monthly") }}),
    customer_segment_movement as (select * from {{ ref("customer_segment_movement") }}),
    customer_value_tier as (select * from {{ ref("customer_value_tier") }}),
    customer_lifecycle as (select * from {{ ref("customer_lifecycle") }}),
    customer_flow_monthly as (select * from {{ ref("customer_flow_monthly") }}),
    customer_survival as (select * from {{ ref("customer_survival") }}),
    customer_360 as (select * from {{ ref("customer_360") }}),
    customer_clv as (select * from {{ ref("customer_clv") }}),
    customer_churn_risk as (select * from {{ ref("customer_churn_risk") }}),
    cohort_retention as (select * from {{ ref("cohort_retention") }}),
    cohort_retention_by_channel as (select * from {{ ref("cohort_retention_by_channel") }}),

    month_customers as (
        select cast(date_trunc('month', as_of_date) as date) as month, count(*) as customers
        from customer_rfm_monthly
        group by all
    ),

    movements as (
        select month, sum(customers) as customers from customer_segment_movement group by month
    ),

    counts as (
        select
            'movements of ' || movements.month as counted,
            movements.customers as found,
            month_customers.customers as expected
        from movements
        left join month_customers on movements.month = month_customers.month
        union all
        select
            'customers with a value tier' as counted,
            (select count(*) from customer_value_tier) as found,
            (select count(*) from customer_rfm) as expected
        union all
        select
            'customers at the end of the flow' as counted,
            (select coalesce(max_by(closing, month), 0) from customer_flow_monthly) as found,
            (
                select count(*) from customer_lifecycle where stage not in ('prospect', 'churned')
            ) as expected
        union all
        select
            'customers ever won' as counted,
            (select coalesce(sum(new_customers), 0) from customer_flow_monthly) as found,
            (select count(*) from customer_lifecycle where stage <> 'prospect') as expected
        union all
        select
            'customers of the survival by ' || cut_name as counted,
            sum(events + censored) as found,
            (select count(*) from customer_lifecycle where stage <> 'prospect') as expected
        from customer_survival
        group by cut_name
        union all
        select
            'customers of cohorts by channel' as counted,
            (select coalesce(sum(customers_on), 0) from cohort_retention_by_channel) as found,
            (select coalesce(sum(customers_on), 0) from cohort_retention) as expected
        union all
        select
            'customers with the same value and risk in customer_360' as counted,
            count(*) filter (
                customer.net_amount is not distinct from clv.historic_value
                and customer.expected_value_12m is not distinct from clv.expected_value_12m
                and customer.p_alive is not distinct from clv.p_alive
                and customer.churn_risk is not distinct from risk.risk
                and customer.churn_band is not distinct from risk.band
            ) as found,
            (select count(*) from customer_clv) as expected
        from customer_360 as customer
        inner join customer_clv as clv on customer.customer_id = clv.customer_id
        inner join customer_churn_risk as risk on customer.customer_id = risk.customer_id
        where customer.orders > 0
    )

select *
from counts
where found is distinct from expected
