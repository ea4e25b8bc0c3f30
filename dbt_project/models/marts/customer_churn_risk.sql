with
    customer_rfm as (select * from {{ ref("customer_rfm") }}),
    int_churn_scores as (select * from {{ ref("int_churn_scores") }}),
    churn_reasons as (select * from {{ ref("churn_reasons") }}),

    -- of many customers they are the same ones in the same order
    given as (
        select reasons, unnest(reasons) as reason, unnest(range(1, len(reasons) + 1)) as position
        from (select distinct reasons from int_churn_scores) as lists
    ),

    -- the weightiest reason first, and what to do about it
    explained as (
        select
            given.reasons as given_reasons,
            string_agg(churn_reasons.words, '; ' order by given.position) as reasons,
            string_agg(churn_reasons.words_zh, '；' order by given.position) as reasons_zh,
            min_by(churn_reasons.win_back, given.position) as win_back,
            min_by(churn_reasons.win_back_zh, given.position) as win_back_zh
        from given
        inner join churn_reasons on given.reason = churn_reasons.reason
        where given.position <= 3
        group by given.reasons
    ),

    final as (
        select
            customer_rfm.customer_id,
            customer_rfm.as_of_date,
            cast({{ var("churn_horizon_days") }} as integer) as horizon_days,
            scores.risk,
            case
                when scores.risk >= 0.8
                then 'high'
                when scores.risk >= 0.5
                then 'medium'
                when scores.risk < 0.5
                then 'low'
            end as band,
            explained.reasons,
            explained.reasons_zh,
            explained.win_back,
            explained.win_back_zh,
            coalesce(scores.model, 'not enough history') as model
        from customer_rfm
        left join int_churn_scores as scores on customer_rfm.customer_id = scores.customer_id
        left join explained on scores.reasons = explained.given_reasons
    )

select *
from final
