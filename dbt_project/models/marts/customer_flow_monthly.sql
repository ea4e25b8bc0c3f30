with
    int_purchase_spells as (select * from {{ ref("int_purchase_spells") }}),
    int_purchase_days as (select * from {{ ref("int_purchase_days") }}),

    months as (
        select
            cast(
                unnest(
                    generate_series(
                        date_trunc('month', min(started_date)),
                        date_trunc('month', min(as_of_date)),
                        interval 1 month
                    )
                ) as date
            ) as month
        from int_purchase_spells
    ),

    started as (
        select
            cast(date_trunc('month', started_date) as date) as month,
            count(*) filter (where spell_number = 1) as new_customers,
            count(*) filter (where spell_number > 1) as won_back
        from int_purchase_spells
        group by all
    ),

    lost as (
        select
            cast(date_trunc('month', left_date) as date) as month,
            count(*) as churned,
            count(*) filter (
                where started_date < date_trunc('month', left_date)
            ) as churned_of_opening
        from int_purchase_spells
        where left_date is not null
        group by all
    ),

    bought as (
        select
            cast(date_trunc('month', purchase_date) as date) as month,
            count(distinct customer_id) as active
        from int_purchase_days
        group by all
    ),

    counted as (
        select
            months.month,
            coalesce(started.new_customers, 0) as new_customers,
            coalesce(started.won_back, 0) as won_back,
            coalesce(lost.churned, 0) as churned,
            coalesce(lost.churned_of_opening, 0) as churned_of_opening,
            coalesce(bought.active, 0) as active,
            sum(
                coalesce(started.new_customers, 0)
                + coalesce(started.won_back, 0)
                - coalesce(lost.churned, 0)
            ) over (order by months.month) as closing
        from months
        left join started on months.month = started.month
        left join lost on months.month = lost.month
        left join bought on months.month = bought.month
    ),

    opened as (select *, closing - new_customers - won_back + churned as opening from counted),

    final as (
        select
            month,
            cast(opening as bigint) as opening,
            new_customers,
            won_back,
            churned,
            cast(closing as bigint) as closing,
            cast(opening - churned_of_opening as bigint) as retained,
            active,
            cast(churned_of_opening as double) / nullif(opening, 0) as churn_rate
        from opened
    )

select *
from final
