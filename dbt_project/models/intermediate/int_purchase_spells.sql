with
    int_purchase_days as (select * from {{ ref("int_purchase_days") }}),
    int_purchase_thresholds as (select * from {{ ref("int_purchase_thresholds") }}),

    numbered as (
        select
            int_purchase_days.*,
            int_purchase_thresholds.churned_after_days,
            1
            + count(*) filter (
                where int_purchase_days.gap_days > int_purchase_thresholds.churned_after_days
            ) over (
                partition by int_purchase_days.customer_id
                order by int_purchase_days.purchase_date
                rows between unbounded preceding and current row
            ) as spell_number
        from int_purchase_days
        cross join int_purchase_thresholds
    ),

    spells as (
        select
            customer_id,
            spell_number,
            min(purchase_date) as started_date,
            max(purchase_date) as last_purchase_date,
            max(purchase_date) + cast(min(churned_after_days) as integer) + 1 as left_date,
            min(as_of_date) as as_of_date
        from numbered
        group by customer_id, spell_number
    ),

    final as (
        select * replace (case when left_date <= as_of_date then left_date end as left_date)
        from spells
    )

select *
from final
