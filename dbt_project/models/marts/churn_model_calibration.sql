with
    int_churn_report as (select * from {{ ref("int_churn_report") }}),

    classes as (select model, is_used, unnest(classes) as risk_class from int_churn_report),

    final as (
        select
            model,
            is_used,
            cast(risk_class.risk_class as integer) as risk_class,
            risk_class.customers,
            risk_class.risk,
            risk_class.churn_rate
        from classes
    )

select *
from final
