-- Orders of one customer by month up to the as-of date, cancelled ones left out; amounts after refunds
-- up to then.
with
    later as (
        select order_id, sum(amount) as refund
        from core.fct_order_refund
        where refunded_date > $as_of_date
        group by order_id
    )

select
    date_trunc('month', order_date)::date as month,
    count(*) as orders,
    sum(net_amount + coalesce(later.refund, 0))::double as net_amount
from core.fct_order
left join later using (order_id)
where customer_id = $customer_id and not is_cancelled and order_date <= $as_of_date
group by all
order by month
