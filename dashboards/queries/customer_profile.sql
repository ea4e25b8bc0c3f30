-- Everything that the marts know of one customer.
select
    customer.* replace (
        customer.net_amount::double as net_amount,
        customer.margin::double as margin,
        customer.expected_value_12m::double as expected_value_12m,
        customer.open_amount::double as open_amount,
        customer.points_balance::double as points_balance
    ),
    dim.province,
    dim.city,
    dim.gender,
    dim.age_band,
    dim.industry,
    dim.company_size,
    dim.preferred_channel,
    dim.has_marketing_consent,
    lifecycle.purchases,
    lifecycle.lapsing_after_days,
    lifecycle.churned_after_days,
    rfm.r_score,
    rfm.f_score,
    rfm.m_score,
    rfm.frequency,
    rfm.recency_days,
    tier.share_before,
    tier.margin_abc_class,
    cluster.label_zh as cluster_label_zh,
    clv.expected_order_value::double as expected_order_value,
    clv.model as clv_model,
    risk.horizon_days,
    risk.reasons,
    risk.reasons_zh,
    risk.win_back,
    risk.win_back_zh,
    risk.model as churn_model,
    product.product_name as next_product_name
from marts.customer_360 as customer
inner join core.dim_customer as dim on dim.customer_id = customer.customer_id
inner join marts.customer_lifecycle as lifecycle on lifecycle.customer_id = customer.customer_id
left join marts.customer_rfm as rfm on rfm.customer_id = customer.customer_id
left join marts.customer_value_tier as tier on tier.customer_id = customer.customer_id
left join marts.customer_cluster as cluster on cluster.customer_id = customer.customer_id
left join marts.customer_clv as clv on clv.customer_id = customer.customer_id
left join marts.customer_churn_risk as risk on risk.customer_id = customer.customer_id
left join core.dim_product as product on product.product_id = customer.next_product_id
where customer.customer_id = $customer_id
order by customer.customer_id
