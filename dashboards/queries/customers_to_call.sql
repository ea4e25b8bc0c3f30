-- Customers to call, each once with all that speaks for it, the most urgent and dearest first.
select
    alert.customer_id,
    customer.source_system,
    list(alert.rule order by alert.priority, alert.rule) as rules,
    list(if($language = 'zh', alert.reason_zh, alert.reason) order by alert.priority, alert.rule)
        as reasons,
    arg_min(
        if($language = 'zh', alert.action_zh, alert.action), (alert.priority, alert.rule)
    ) as action,
    max(alert.value_at_stake)::double as value_at_stake,
    min(alert.since_date) as since_date,
    coalesce(bool_or(alert.is_new), false) as is_new,
    count(*) over ()::bigint as customers_to_call
from marts.customer_alert as alert
inner join core.dim_customer as customer on customer.customer_id = alert.customer_id
where
    list_contains($sources, customer.source_system)
    and ($regions is null or list_contains($regions, coalesce(customer.region, 'unknown')))
    and (
        $channels is null
        or list_contains($channels, coalesce(customer.acquisition_channel, 'unknown'))
    )
    and ($owners is null or list_contains($owners, customer.owner_employee_id))
group by alert.customer_id, customer.source_system
order by min(alert.priority), value_at_stake desc nulls last, alert.customer_id
limit $row_limit
