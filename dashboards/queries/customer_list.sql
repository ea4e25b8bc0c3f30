-- Customers whose last purchase is in the period, those who brought most first. Each of the further
-- parameters that is not null leaves only customers with that value; $rfm_start is how their RFM
-- cell begins, and a $margin_abc_class of 'none' stands for an unknown margin.
select
    customer.customer_id,
    customer.source_system,
    customer.stage,
    customer.segment,
    customer.rfm_cell,
    customer.abc_class,
    tier.margin_abc_class,
    customer.value_group,
    customer.net_amount::double as net_amount,
    customer.margin::double as margin,
    customer.orders,
    customer.last_purchase_date,
    customer.days_since_purchase,
    customer.expected_value_12m::double as expected_value_12m,
    customer.churn_band
from marts.customer_360 as customer
left join marts.customer_value_tier as tier on tier.customer_id = customer.customer_id
where
    list_contains($sources, customer.source_system)
    and ($regions is null or list_contains($regions, customer.region))
    and ($channels is null or list_contains($channels, customer.channel))
    and ($owners is null or list_contains($owners, customer.owner_employee_id))
    and (
        customer.last_purchase_date between $start and $end
        or ($with_undated and customer.last_purchase_date is null)
    )
    and ($has_ordered is null or (customer.segment is not null) = $has_ordered)
    and ($segment is null or customer.segment = $segment)
    and ($rfm_start is null or starts_with(customer.rfm_cell, $rfm_start))
    and ($abc_class is null or customer.abc_class = $abc_class)
    and (
        $margin_abc_class is null or coalesce(tier.margin_abc_class, 'none') = $margin_abc_class
    )
    and ($value_group is null or customer.value_group = $value_group)
    and ($stage is null or customer.stage = $stage)
    and ($cluster is null or customer.cluster = $cluster)
order by customer.net_amount desc, customer.customer_id
limit $row_limit
