with
    customer_rfm as (select * from {{ ref("customer_rfm") }}),
    int_orders_as_of as (select * from {{ ref("int_orders_as_of") }}),

    margins as (
        select
            int_orders_as_of.customer_id,
            case
                when count(int_orders_as_of.cost) = count(*)
                then sum(int_orders_as_of.net_amount - int_orders_as_of.cost)
            end as margin
        from int_orders_as_of
        group by int_orders_as_of.customer_id
    ),

    classed as (
        select
            customer_rfm.customer_id,
            customer_rfm.as_of_date,
            customer_rfm.monetary as net_amount,
            margins.margin,
            customer_rfm.r_score,
            customer_rfm.f_score
        from customer_rfm
        inner join margins on customer_rfm.customer_id = margins.customer_id
    ),

    tiered as (
        select
            *,
            {{ share_before("net_amount") }} as share_before,
            {{ pareto_class("net_amount") }} as abc_class,
            {{ pareto_class("margin") }} as margin_abc_class
        from classed
    ),

    final as (
        select
            customer_id,
            as_of_date,
            net_amount,
            share_before,
            abc_class,
            cast(margin as decimal(18, 2)) as margin,
            margin_abc_class,
            case
                when abc_class = 'A'
                then 'high'
                when r_score >= 4 and f_score >= 3
                then 'potential'
                when abc_class = 'B'
                then 'ordinary'
                else 'low'
            end as value_group
        from tiered
    )

select *
from final
