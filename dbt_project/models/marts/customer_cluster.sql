with
    customer_rfm as (select * from {{ ref("customer_rfm") }}),
    int_customer_clusters as (select * from {{ ref("int_customer_clusters") }}),
    cluster_profile as (select * from {{ ref("cluster_profile") }}),

    final as (
        select
            customer_rfm.customer_id,
            customer_rfm.as_of_date,
            int_customer_clusters.cluster,
            cluster_profile.label,
            cluster_profile.label_zh,
            case
                when int_customer_clusters.cluster is null
                then 'not enough customers'
                else 'k_means'
            end as model
        from customer_rfm
        left join
            int_customer_clusters on customer_rfm.customer_id = int_customer_clusters.customer_id
        left join cluster_profile on int_customer_clusters.cluster = cluster_profile.cluster
    )

select *
from final
