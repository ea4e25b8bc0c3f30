with
    int_survey_responses_as_of as (select * from {{ ref("int_survey_responses_as_of") }}),
    int_tickets_as_of as (select * from {{ ref("int_tickets_as_of") }}),

    -- responses, and what is known of who was asked for one: to rate a ticket that was solved
    events as (
        select
            kind,
            touchpoint,
            responded_date as event_date,
            as_of_date,
            1 as responses,
            side,
            usual_score as score,
            null as is_asked,
            null as has_answered
        from int_survey_responses_as_of
        union all by name
        select
            'csat' as kind,
            'ticket' as touchpoint,
            coalesce(resolved_date, opened_date) as event_date,
            as_of_date,
            0 as responses,
            is_rating_asked or csat is not null as is_asked,
            csat is not null as has_answered
        from int_tickets_as_of
        where is_resolved and is_rating_asked is not null
    ),

    months as (
        select
            kind,
            touchpoint,
            cast(
                unnest(
                    generate_series(
                        date_trunc('month', min(event_date)),
                        date_trunc('month', min(as_of_date)),
                        interval 1 month
                    )
                ) as date
            ) as month
        from events
        group by kind, touchpoint
    ),

    -- each in its month and in all together (NULL); an undated one only in the latter
    scoped as (
        select *, cast(date_trunc('month', event_date) as date) as month
        from events
        where event_date is not null
        union all by name
        select *, cast(null as date) as month
        from events
        union all by name
        select kind, touchpoint, month, 0 as responses
        from months
    ),

    counted as (
        select
            month,
            kind,
            touchpoint,
            sum(responses) as responses,
            count(side) as scored,
            count(*) filter (where side = 1) as favourable,
            count(*) filter (where side = 0) as neutral,
            count(*) filter (where side = -1) as unfavourable,
            avg(score) as score,
            count(*) filter (where is_asked) as invitations,
            count(*) filter (where is_asked and has_answered) as invitations_answered,
            count(is_asked) > 0 as is_asking_known
        from scoped
        group by month, kind, touchpoint
    ),

    -- a promoter is worth 1 and a detractor -1; who is merely not satisfied is worth nothing
    weighed as (
        select *, case kind when 'nps' then unfavourable else 0 end as against from counted
    ),

    final as (
        select
            month,
            kind,
            touchpoint,
            cast(responses as bigint) as responses,
            cast(responses - scored as bigint) as unclassed,
            favourable,
            neutral,
            unfavourable,
            score,
            {% for kind in ["nps", "csat", "ces"] %}
                case
                    when kind = '{{ kind }}'
                    then cast(favourable - against as double) / nullif(scored, 0)
                end as {{ kind }},
            {% endfor %}
            {{ margin_of_error("favourable", "against", "scored") }} as margin_of_error,
            case when is_asking_known then invitations end as invitations,
            case
                when is_asking_known
                then cast(invitations_answered as double) / nullif(invitations, 0)
            end as response_rate,
            case when scored < 30 then 'few answers' end as note
        from weighed
    )

select *
from final
