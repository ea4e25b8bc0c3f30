-- How far the risks can be trusted: what each model would have foretold one horizon ago, held
-- against what came, and how far always foretelling the mean would have been off. The model that
-- gives the risks first.
select
    model,
    is_used,
    tested_from_date,
    horizon_days,
    customers,
    churn_rate,
    auc,
    brier,
    churn_rate * (1 - churn_rate) as brier_of_mean,
    calibration_error
from marts.churn_model_report
order by is_used desc, auc desc, model
