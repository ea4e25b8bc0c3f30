-- The alerts of one customer, the first to look at on top; words in Chinese where $language is 'zh'.
select
    rule,
    priority,
    since_date,
    is_new,
    if($language = 'zh', reason_zh, reason) as reason,
    if($language = 'zh', action_zh, action) as action,
    value_at_stake::double as value_at_stake
from marts.customer_alert
where customer_id = $customer_id
order by priority, rule
