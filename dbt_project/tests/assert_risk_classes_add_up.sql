-- What: the classes of a model's risks are all the customers that it was judged by, and how far
-- they are off is the calibration error of its report.
-- Why: the picture of the test and its number must say the same.
-- A row: a model, and its customers in the report and in the classes.
with
    churn_model_report as (select * from {{ ref("churn_model_report") }}),

    classes as (
        select
            model,
            sum(customers) as customers,
            sum(customers * churn_rate) / sum(customers) as churn_rate,
            sum(customers * abs(risk - churn_rate)) / sum(customers) as calibration_error
        from {{ ref("churn_model_calibration") }}
        group by model
    )

select report.model, report.customers, classes.customers as customers_of_classes
from churn_model_report as report
full join classes using (model)
where
    classes.customers is distinct from report.customers
    or abs(classes.churn_rate - report.churn_rate) > 1e-9
    or abs(classes.calibration_error - report.calibration_error) > 1e-9
