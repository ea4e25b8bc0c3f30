with
    int_churn_report as (select * from {{ ref("int_churn_report") }}),
    as_of as (select * from {{ ref("as_of") }}),

    final as (
        select
            int_churn_report.model,
            int_churn_report.is_used,
            as_of.as_of_date - cast({{ var("churn_horizon_days") }} as integer) as tested_from_date,
            cast({{ var("churn_horizon_days") }} as integer) as horizon_days,
            int_churn_report.customers,
            int_churn_report.churn_rate,
            int_churn_report.auc,
            int_churn_report.brier,
            int_churn_report.calibration_error
        from int_churn_report
        cross join as_of
    )

select *
from final
