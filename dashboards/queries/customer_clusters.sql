-- Customers whose last order is in the period, by cluster; a row without a cluster has those for whom
-- there are not enough customers to make any. How well the clusters are apart is that of all customers.
select
    customer.cluster,
    profile.label,
    profile.label_zh,
    count(*) as customers,
    count(*)::double / nullif(sum(count(*)) over (), 0) as customer_share,
    sum(rfm.monetary)::double as net_amount,
    -- of less than nothing nobody has a share
    case
        when sum(sum(rfm.monetary)) over () > 0
        then sum(rfm.monetary) / sum(sum(rfm.monetary)) over ()
    end::double as net_share,
    median(rfm.recency_days)::double as median_recency_days,
    median(rfm.frequency)::double as median_frequency,
    median(rfm.monetary)::double as median_monetary,
    any_value(profile.silhouette) as silhouette
from marts.customer_360 as customer
inner join marts.customer_rfm as rfm on rfm.customer_id = customer.customer_id
left join marts.cluster_profile as profile on profile.cluster = customer.cluster
where
    list_contains($sources, customer.source_system)
    and ($regions is null or list_contains($regions, customer.region))
    and ($channels is null or list_contains($channels, customer.channel))
    and ($owners is null or list_contains($owners, customer.owner_employee_id))
    and customer.last_purchase_date between $start and $end
group by customer.cluster, profile.label, profile.label_zh
order by customer.cluster nulls last
