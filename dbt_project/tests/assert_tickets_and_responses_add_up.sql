-- What: the marts of service and satisfaction have every ticket, complaint and response once, by
-- each
-- of their cuts, and the last day's backlog is what is open.
-- Why: a ticket that is counted by the rows of its history, or left out because something of it
-- is not
-- known, would still look like a rate.
-- A row: a mart, what it adds up to and what it should.
with
    service_ticket as (select * from {{ ref("service_ticket") }}),
    int_survey_responses_as_of as (select * from {{ ref("int_survey_responses_as_of") }}),
    service_performance as (select * from {{ ref("service_performance") }}),
    service_backlog_daily as (select * from {{ ref("service_backlog_daily") }}),
    complaint_cause as (select * from {{ ref("complaint_cause") }}),
    satisfaction_monthly as (select * from {{ ref("satisfaction_monthly") }}),

    tickets as (
        select
            count(*) as all_of_them,
            count(opened_date) as dated,
            count(*) filter (where kind = 'complaint') as complaints,
            count(opened_date) filter (where kind = 'complaint') as dated_complaints,
            count(opened_date) filter (where not is_resolved) as still_open
        from service_ticket
    ),

    responses as (
        select count(*) as all_of_them, count(responded_date) as dated
        from int_survey_responses_as_of
    ),

    compared as (
        select
            'service_performance' as mart,
            (select sum(tickets) from service_performance where month is null) as found,
            (select all_of_them from tickets) as expected
        union all
        select
            'service_performance by month',
            (select sum(tickets) from service_performance where month is not null),
            (select dated from tickets)
        union all
        select
            'service_backlog_daily, opened',
            (select sum(opened) from service_backlog_daily),
            (select dated from tickets)
        union all
        select
            'service_backlog_daily, backlog',
            (select max_by(backlog, day) from service_backlog_daily),
            (select still_open from tickets)
        union all
        {% for products in ["is null", "is not null"] %}
            select
                'complaint_cause, product {{ products }}',
                (
                    select sum(complaints)
                    from complaint_cause
                    where month is null and product_id {{ products }}
                ),
                (select complaints from tickets)
            union all
            select
                'complaint_cause by month, product {{ products }}',
                (
                    select sum(complaints)
                    from complaint_cause
                    where month is not null and product_id {{ products }}
                ),
                (select dated_complaints from tickets)
            union all
        {% endfor %}
        select
            'satisfaction_monthly',
            (select sum(responses) from satisfaction_monthly where month is null),
            (select all_of_them from responses)
        union all
        select
            'satisfaction_monthly by month',
            (select sum(responses) from satisfaction_monthly where month is not null),
            (select dated from responses)
    )

select *
from compared
where coalesce(found, 0) is distinct from coalesce(expected, 0)
