-- Customers to call, each once with all that speaks for it, the most urgent and dearest first.
select
    customer_id,
    min(priority)::integer as priority,
    list(if($language = 'zh', reason_zh, reason) order by priority, rule) as reasons,
    arg_min(if($language = 'zh', action_zh, action), priority) as action,
    max(value_at_stake)::double as value_at_stake,
    min(since_date) as since_date,
    coalesce(bool_or(is_new), false) as is_new,
    count(*) over ()::bigint as customers
from marts.customer_alert
group by customer_id
order by priority, value_at_stake desc nulls last, customer_id
limit $most::integer
