with
    customer_lifecycle as (select * from {{ ref("customer_lifecycle") }}),
    dim_customer as (select * from {{ ref("dim_customer") }}),
    int_customer_cuts as (select * from {{ ref("int_customer_cuts") }}),
    customer_rfm as (select * from {{ ref("customer_rfm") }}),
    customer_value_tier as (select * from {{ ref("customer_value_tier") }}),
    customer_clv as (select * from {{ ref("customer_clv") }}),
    customer_churn_risk as (select * from {{ ref("customer_churn_risk") }}),
    customer_cluster as (select * from {{ ref("customer_cluster") }}),
    customer_recommendation as (select * from {{ ref("customer_recommendation") }}),
    customer_alert as (select * from {{ ref("customer_alert") }}),
    int_customer_order_days as (select * from {{ ref("int_customer_order_days") }}),
    int_customer_relations as (select * from {{ ref("int_customer_relations") }}),

    orders as (
        select customer_id, cast(sum(orders) as integer) as orders
        from int_customer_order_days
        group by customer_id
    ),

    alerts as (
        select customer_id, cast(count(*) as integer) as alerts
        from customer_alert
        group by customer_id
    ),

    final as (
        select
            lifecycle.customer_id,
            lifecycle.as_of_date,
            cuts.source_system,
            dim_customer.customer_type,
            dim_customer.is_customer,
            dim_customer.acquisition_channel,
            cuts.channel,
            dim_customer.country,
            cuts.region,
            cuts.owner_employee_id,
            dim_customer.first_seen_date,
            -- what it has bought
            coalesce(orders.orders, 0) as orders,
            coalesce(tier.net_amount, 0) as net_amount,
            tier.margin,
            lifecycle.first_purchase_date,
            lifecycle.last_purchase_date,
            lifecycle.days_since_purchase,
            -- what kind of customer it is
            lifecycle.stage,
            lifecycle.since_date as stage_since_date,
            rfm.rfm_cell,
            rfm.segment,
            tier.abc_class,
            tier.value_group,
            cluster.cluster,
            cluster.label as cluster_label,
            -- what is to be expected of it
            clv.p_alive,
            clv.expected_orders_12m,
            clv.expected_value_12m,
            risk.risk as churn_risk,
            risk.band as churn_band,
            recommendation.product_id as next_product_id,
            -- what there is between us
            coalesce(relations.open_opportunities, 0) as open_opportunities,
            coalesce(relations.open_amount, 0) as open_amount,
            coalesce(relations.won_opportunities, 0) as won_opportunities,
            coalesce(relations.interactions, 0) as interactions,
            relations.last_interaction_date,
            relations.last_interaction_channel,
            coalesce(relations.tickets, 0) as tickets,
            coalesce(relations.open_tickets, 0) as open_tickets,
            coalesce(relations.open_complaints, 0) as open_complaints,
            relations.last_nps_score,
            relations.last_nps_date,
            relations.last_csat_score,
            relations.last_csat_date,
            coalesce(relations.loyalty_tier, dim_customer.loyalty_tier) as loyalty_tier,
            relations.points_balance,
            coalesce(alerts.alerts, 0) as alerts
        from customer_lifecycle as lifecycle
        inner join dim_customer on lifecycle.customer_id = dim_customer.customer_id
        inner join int_customer_cuts as cuts on lifecycle.customer_id = cuts.customer_id
        left join orders on lifecycle.customer_id = orders.customer_id
        left join customer_rfm as rfm on lifecycle.customer_id = rfm.customer_id
        left join customer_value_tier as tier on lifecycle.customer_id = tier.customer_id
        left join customer_clv as clv on lifecycle.customer_id = clv.customer_id
        left join customer_churn_risk as risk on lifecycle.customer_id = risk.customer_id
        left join customer_cluster as cluster on lifecycle.customer_id = cluster.customer_id
        left join
            customer_recommendation as recommendation
            on lifecycle.customer_id = recommendation.customer_id
            and recommendation.rank = 1
        left join
            int_customer_relations as relations on lifecycle.customer_id = relations.customer_id
        left join alerts on lifecycle.customer_id = alerts.customer_id
    )

select *
from final
