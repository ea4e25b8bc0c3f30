with
    customer_lifecycle as (select * from {{ ref("customer_lifecycle") }}),
    customer_value_tier as (select * from {{ ref("customer_value_tier") }}),
    customer_churn_risk as (select * from {{ ref("customer_churn_risk") }}),
    customer_rfm as (select * from {{ ref("customer_rfm") }}),
    customer_rfm_monthly as (select * from {{ ref("customer_rfm_monthly") }}),
    int_tickets_as_of as (select * from {{ ref("int_tickets_as_of") }}),
    int_survey_responses_as_of as (select * from {{ ref("int_survey_responses_as_of") }}),
    rfm_segments as (select * from {{ ref("rfm_segments") }}),

    valued as (
        select
            tier.customer_id,
            tier.value_group,
            lifecycle.stage,
            lifecycle.since_date,
            risk.band,
            risk.reasons,
            risk.reasons_zh,
            risk.win_back,
            risk.win_back_zh
        from customer_value_tier as tier
        inner join customer_lifecycle as lifecycle on tier.customer_id = lifecycle.customer_id
        inner join customer_churn_risk as risk on tier.customer_id = risk.customer_id
        where tier.value_group in ('high', 'potential') and lifecycle.stage <> 'churned'
    ),

    month_end as (
        select max(as_of_date) as as_of_date
        from customer_rfm_monthly
        where as_of_date < (select max(as_of_date) from customer_rfm)
    ),

    dropped as (
        select customer_rfm.customer_id, month_end.as_of_date + 1 as since_date
        from customer_rfm
        inner join customer_rfm_monthly as before on customer_rfm.customer_id = before.customer_id
        inner join month_end on before.as_of_date = month_end.as_of_date
        inner join
            rfm_segments as was
            on before.segment = was.segment
            and before.segment_map = was.segment_map
        inner join
            rfm_segments as has
            on customer_rfm.segment = has.segment
            and customer_rfm.segment_map = has.segment_map
        where was.standing <= 3 and has.standing > was.standing
    ),

    last_responses as (
        select
            customer_id,
            case when kind = 'nps' then 'detractor' else 'dissatisfied' end as rule,
            max(responded_date) as since_date,
            -- the worse of two of one day
            arg_max(side, (responded_date, - side)) as side
        from int_survey_responses_as_of
        where side is not null and responded_date > as_of_date - {{ var("alert_response_days") }}
        group by all
    ),

    final as (
        select
            'complaint_open' as rule,
            customer_id,
            min(opened_date) as since_date,
            cast(null as varchar) as reason,
            cast(null as varchar) as reason_zh,
            cast(null as varchar) as action,
            cast(null as varchar) as action_zh
        from int_tickets_as_of
        where kind = 'complaint' and not is_resolved and customer_id <> 'unknown'
        group by customer_id
        union all by name
        select rule, customer_id, since_date
        from last_responses
        where side < 0 and customer_id <> 'unknown'
        union all by name
        select 'vip_silent' as rule, customer_id, since_date
        from valued
        where value_group = 'high' and stage = 'lapsing'
        union all by name
        select
            'churn_risk' as rule,
            customer_id,
            reasons as reason,
            reasons_zh as reason_zh,
            win_back as action,
            win_back_zh as action_zh
        from valued
        where band = 'high'
        union all by name
        select 'segment_dropped' as rule, customer_id, since_date
        from dropped
    )

select *
from final
