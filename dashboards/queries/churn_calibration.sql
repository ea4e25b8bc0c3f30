-- Of each tenth of the customers by the risk that the model in use would have foretold one horizon
-- ago: how many there were, the mean of these risks, and the share that then did not buy.
select risk_class, customers, risk, churn_rate
from marts.churn_model_calibration
where is_used
order by risk_class
