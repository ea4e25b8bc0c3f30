-- What to offer one customer next, the best first; words in Chinese where $language is 'zh'.
select
    rank,
    product_name,
    basis,
    confidence,
    if($language = 'zh', reason_zh, reason) as reason
from marts.customer_recommendation
where customer_id = $customer_id
order by rank
