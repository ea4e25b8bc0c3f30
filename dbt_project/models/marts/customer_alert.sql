with
    int_customer_alerts as (select * from {{ ref("int_customer_alerts") }}),
    alert_rules as (select * from {{ ref("alert_rules") }}),
    customer_clv as (select * from {{ ref("customer_clv") }}),
    dim_customer as (select * from {{ ref("dim_customer") }}),
    as_of as (select * from {{ ref("as_of") }}),

    final as (
        select
            alerts.customer_id,
            alerts.rule,
            as_of.as_of_date,
            alert_rules.priority,
            alerts.since_date,
            alerts.since_date > as_of.as_of_date - {{ var("alert_new_days") }} as is_new,
            coalesce(alerts.reason, alert_rules.reason) as reason,
            coalesce(alerts.reason_zh, alert_rules.reason_zh) as reason_zh,
            coalesce(alerts.action, alert_rules.action) as action,
            coalesce(alerts.action_zh, alert_rules.action_zh) as action_zh,
            customer_clv.expected_value_12m as value_at_stake,
            dim_customer.owner_employee_id
        from int_customer_alerts as alerts
        cross join as_of
        inner join alert_rules on alerts.rule = alert_rules.rule
        inner join dim_customer on alerts.customer_id = dim_customer.customer_id
        left join customer_clv on alerts.customer_id = customer_clv.customer_id
    )

select *
from final
