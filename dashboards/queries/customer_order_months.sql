-- Orders of one customer by month up to the as-of date, cancelled ones left out; amounts after refunds.
select
    date_trunc('month', order_date)::date as month,
    count(*) as orders,
    sum(net_amount)::double as net_amount
from core.fct_order
where customer_id = $customer_id and not is_cancelled and order_date <= $as_of_date
group by all
order by month
