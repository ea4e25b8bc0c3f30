-- The months that begin in the period: with how many customers each began, who came and went, and
-- with how many it ended.
select
    month,
    opening,
    new_customers,
    won_back,
    churned,
    closing,
    closing - opening as net_customers,
    active,
    churn_rate
from marts.customer_flow_monthly
where month between $first_month and $end
order by month
