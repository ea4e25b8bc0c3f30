-- Customers by stage of life: those whose last purchase is in the period, and those without one where
-- $with_undated says so.
select
    customer.stage,
    count(*) as customers,
    count(*)::double / nullif(sum(count(*)) over (), 0) as customer_share,
    sum(customer.net_amount)::double as net_amount,
    -- of less than nothing nobody has a share
    case
        when sum(sum(customer.net_amount)) over () > 0
        then sum(customer.net_amount) / sum(sum(customer.net_amount)) over ()
    end::double as net_share,
    avg(customer.days_since_purchase)::double as average_days_since_purchase,
    sum(customer.expected_value_12m)::double as expected_value_12m,
    count(*) filter (customer.churn_band = 'high') as customers_at_risk,
    count(*) filter (customer.stage_since_date between $start and $end) as customers_arrived
from marts.customer_360 as customer
where
    list_contains($sources, customer.source_system)
    and ($regions is null or list_contains($regions, customer.region))
    and ($channels is null or list_contains($channels, customer.channel))
    and ($owners is null or list_contains($owners, customer.owner_employee_id))
    and (
        customer.last_purchase_date between $start and $end
        or ($with_undated and customer.last_purchase_date is null)
    )
group by customer.stage
order by
    list_position(
        [
            'prospect',
            'first_purchase',
            'repeat',
            'loyal',
            'won_back',
            'lapsing',
            'churned'
        ],
        customer.stage
    ),
    customer.stage
