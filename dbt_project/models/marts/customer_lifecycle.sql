with
    dim_customer as (select * from {{ ref("dim_customer") }}),
    int_customer_activity as (select * from {{ ref("int_customer_activity") }}),
    int_purchase_days as (select * from {{ ref("int_purchase_days") }}),
    int_purchase_thresholds as (select * from {{ ref("int_purchase_thresholds") }}),
    as_of as (select * from {{ ref("as_of") }}),

    -- what each purchase made of its customer
    stated as (
        select
            int_purchase_days.*,
            thresholds.lapsing_after_days,
            case
                when int_purchase_days.gap_days > thresholds.churned_after_days
                then 'won_back'
                when int_purchase_days.purchase_number = 1
                then 'first_purchase'
                when int_purchase_days.purchase_number < {{ var("loyal_from_purchase") }}
                then 'repeat'
                else 'loyal'
            end as stage
        from int_purchase_days
        cross join int_purchase_thresholds as thresholds
    ),

    begun as (
        select
            *,
            gap_days > lapsing_after_days
            or stage is distinct from lag(stage) over (
                partition by customer_id order by purchase_date
            ) as is_begin
        from stated
    ),

    customers as (
        select
            customer_id,
            min(purchase_date) as first_purchase_date,
            max(purchase_date) as last_purchase_date,
            cast(count(*) as integer) as purchases,
            max_by(stage, purchase_date) as stage,
            max(purchase_date) filter (where is_begin) as stage_date
        from begun
        group by customer_id
    ),

    aged as (
        select
            dim_customer.customer_id,
            as_of.as_of_date,
            customers.* exclude (customer_id),
            case
                when dim_customer.first_seen_date <= as_of.as_of_date
                then dim_customer.first_seen_date
            end as first_seen_date,
            cast(as_of.as_of_date - customers.last_purchase_date as integer) as days_since_purchase,
            thresholds.lapsing_after_days,
            thresholds.churned_after_days
        from dim_customer
        cross join as_of
        cross join int_purchase_thresholds as thresholds
        left join customers on dim_customer.customer_id = customers.customer_id
        where
            dim_customer.customer_id <> 'unknown'
            -- who came later is no prospect yet
            and (
                coalesce(dim_customer.first_seen_date <= as_of.as_of_date, true)
                or dim_customer.customer_id in (select customer_id from int_customer_activity)
            )
    ),

    final as (
        select
            customer_id,
            as_of_date,
            case
                when days_since_purchase is null
                then 'prospect'
                when days_since_purchase > churned_after_days
                then 'churned'
                when days_since_purchase > lapsing_after_days
                then 'lapsing'
                else stage
            end as stage,
            case
                when days_since_purchase is null
                then first_seen_date
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
        from aged
    )

select *
from final
