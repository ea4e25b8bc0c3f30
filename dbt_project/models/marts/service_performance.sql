{% set minutes = [
    "first_response_minutes",
    "first_response_business_minutes",
    "resolution_minutes",
    "resolution_business_minutes",
] %}

with
    service_ticket as (select * from {{ ref("service_ticket") }}),

    -- each ticket in its month and in all together (NULL); an undated one only in the latter
    scoped as (
        select *, cast(date_trunc('month', opened_date) as date) as month
        from service_ticket
        where opened_date is not null
        union all
        select *, cast(null as date) as month
        from service_ticket
    ),

    counted as (
        select
            month,
            channel,
            priority,
            team,
            count(*) as tickets,
            count(*) filter (where kind = 'complaint') as complaints,
            count(*) filter (where is_resolved) as resolved,
            count(first_response_minutes) as answered,
            {% for name in minutes %}
                {{ quantile(name, 0.5) }} as median_{{ name }},
                {{ quantile(name, 0.9) }} as p90_{{ name }},
            {% endfor %}
            {% for outcome in ["met", "missed", "running"] %}
                count(*) filter (where sla_outcome = '{{ outcome }}') as sla_{{ outcome }},
            {% endfor %}
            count(is_reopened) as reopen_known,
            count(*) filter (where is_reopened) as reopened,
            count(is_first_contact_resolution) as first_contact_known,
            count(*) filter (where is_first_contact_resolution) as first_contact_resolved
        from scoped
        group by month, channel, priority, team
    ),

    final as (
        select
            *,
            cast(sla_met as double) / nullif(sla_met + sla_missed, 0) as sla_met_rate,
            cast(reopened as double) / nullif(reopen_known, 0) as reopen_rate,
            cast(first_contact_resolved as double)
            / nullif(first_contact_known, 0) as first_contact_resolution_rate
        from counted
    )

select *
from final
