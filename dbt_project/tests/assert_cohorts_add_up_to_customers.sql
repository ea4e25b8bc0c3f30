-- What: the cohorts together are the customers with orders, whole and over source systems.
-- Why: a customer in two cohorts, or in none, would pass every check within a cohort.
-- A row: a way to count the customers that gives another number than counting them.
with
    counts as (
        select
            (select count(*) from {{ ref("customer_rfm") }}) as customers,
            (
                select coalesce(sum(cohort_size), 0)
                from {{ ref("cohort_retention") }}
                where months_since = 0
            ) as cohort_retention,
            (
                select coalesce(sum(cohort_size), 0)
                from {{ ref("cohort_retention_by_source_system") }}
                where months_since = 0
            ) as cohort_retention_by_source_system,
            (
                select coalesce(sum(customers), 0)
                from {{ ref("repeat_purchase") }}
                where horizon_days is null and cohort_month is null
            ) as repeat_purchase,
            (
                select coalesce(sum(customers), 0)
                from {{ ref("repeat_purchase_by_source_system") }}
                where horizon_days is null and cohort_month is not null
            ) as repeat_purchase_by_source_system
    )

select *
from counts
where
    customers is distinct from cohort_retention
    or customers is distinct from cohort_retention_by_source_system
    or customers is distinct from repeat_purchase
    or customers is distinct from repeat_purchase_by_source_system
