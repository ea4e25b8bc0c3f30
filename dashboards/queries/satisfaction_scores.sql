-- NPS, CSAT and CES of the months that begin in the period, with their margins of error: by month,
-- by touchpoint or altogether, as $by says; of one touchpoint where $touchpoint names it. A part of
-- a whole that is taken together is weighed by its answers.
with
    chosen as (
        select
            *,
            case when $by = 'month' then month end as shown_month,
            case when $by = 'touchpoint' then touchpoint end as shown_touchpoint,
            responses - unclassed as scored
        from marts.satisfaction_monthly
        where
            kind in ('nps', 'csat', 'ces')
            and ($touchpoint is null or touchpoint = $touchpoint)
            -- the mart's rows of no month have the undated ones, too
            and case
                when $with_undated and $by <> 'month'
                then month is null
                else month between $first_month and $end
            end
    ),
    summed as (
        select
            shown_month as month,
            shown_touchpoint as touchpoint,
            kind,
            sum(responses)::bigint as responses,
            sum(scored)::bigint as scored,
            sum(unclassed)::bigint as unclassed,
            sum(favourable)::bigint as favourable,
            sum(neutral)::bigint as neutral,
            sum(unfavourable)::bigint as unfavourable,
            sum(score * scored) / nullif(sum(scored), 0) as score,
            sum(invitations)::bigint as invitations,
            sum(response_rate * invitations) as answered
        from chosen
        group by shown_month, shown_touchpoint, kind
    ),
    weighed as (
        select *, case kind when 'nps' then unfavourable else 0 end as against from summed
    )
select
    month,
    touchpoint,
    kind,
    responses,
    favourable,
    neutral,
    unfavourable,
    unclassed,
    score,
    (favourable - against)::double / nullif(scored, 0) as satisfaction,
    -- half the width of the 95 % interval; none where all said the same
    case
        when greatest(favourable, against, scored - favourable - against) < scored
        then
            1.96 * sqrt(
                (
                    (favourable + against)::double / nullif(scored, 0)
                    - power((favourable - against)::double / nullif(scored, 0), 2)
                )
                / nullif(scored, 0)
            )
    end as margin_of_error,
    invitations,
    answered / nullif(invitations, 0) as response_rate,
    case when scored < 30 then 'few answers' end as note
from weighed
order by month, case kind when 'nps' then 1 when 'csat' then 2 else 3 end, touchpoint
