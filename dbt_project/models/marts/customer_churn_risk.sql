with
    customer_rfm as (select * from {{ ref("customer_rfm") }}),
    int_churn_scores as (select * from {{ ref("int_churn_scores") }}),
    churn_reasons as (select * from {{ ref("churn_reasons") }}),

    reasons as (
        select customer_id, position, reasons[position] as reason
        from int_churn_scores
        cross join (select unnest(range(1, 4)) as position)
        where reasons[position] is not null
    ),

    -- the weightiest reason first, and what to do about it
    explained as (
        select
            reasons.customer_id,
            string_agg(churn_reasons.words, '; ' order by reasons.position) as reasons,
            string_agg(churn_reasons.words_zh, '；' order by reasons.position) as reasons_zh,
            min_by(churn_reasons.win_back, reasons.position) as win_back,
            min_by(churn_reasons.win_back_zh, reasons.position) as win_back_zh
        from reasons
        inner join churn_reasons on reasons.reason = churn_reasons.reason
        group by reasons.customer_id
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
        left join explained on customer_rfm.customer_id = explained.customer_id
    )

select *
from final
