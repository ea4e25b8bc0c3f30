-- Answers given in the months that begin in the period, the newest first: of one kind of score, of
-- one touchpoint, or low ones only, where that is asked for; `answers` is how many there are.
with
    as_of as (select as_of_date from core.as_of)
select
    answers.response_id,
    nullif(answers.customer_id, 'unknown') as customer_id,
    answers.responded_date,
    answers.kind,
    answers.touchpoint,
    answers.score::double as score,
    answers.scale_max::bigint as scale_max,
    answers.response_class,
    customers.net_amount::double as net_amount,
    customers.open_tickets::bigint as open_tickets,
    answers.source_system,
    count(*) over () as answers
from core.fct_survey_response as answers
cross join as_of
left join marts.customer_360 as customers on answers.customer_id = customers.customer_id
where
    answers.kind in ('nps', 'csat', 'ces')
    and answers.score is not null
    and ($kind is null or answers.kind = $kind)
    and ($touchpoint is null or answers.touchpoint = $touchpoint)
    and (
        not $is_low or answers.response_class in ('detractor', 'dissatisfied', 'hard')
    )
    and (
        date_trunc('month', answers.responded_date) between $first_month and $end
        or (answers.responded_date is null and $with_undated)
    )
    and coalesce(answers.responded_date <= as_of.as_of_date, true)
order by answers.responded_date desc nulls last, answers.score, answers.survey_response_id
limit $row_limit
