{% set words = {
    "ticket_statuses": "status",
    "ticket_priorities": "priority",
    "ticket_kinds": "kind",
    "ticket_phases": "phase",
    "satisfaction_words": "satisfaction",
    "interaction_channels": "channel",
} %}
{% set members = {
    "customers": ("tickets.customer_table", "customer_source_id"),
    "employees": ("'employees'", "employee_source_id"),
    "products": ("'products'", "product_source_id"),
} %}

with
    int_tickets_unioned as (select * from {{ ref("int_tickets_unioned") }}),
    int_ticket_reopenings as (select * from {{ ref("int_ticket_reopenings") }}),
    int_members as (select * from {{ ref("int_members") }}),
    customer_identity as (select * from {{ ref("customer_identity") }}),
    ticket_causes as (select * from {{ ref("ticket_causes") }}),
    {% for seed in words %} {{ seed }} as (select * from {{ ref(seed) }}), {% endfor %}

    tickets as (select * from int_tickets_unioned where is_deleted is not true),

    worded as (
        select
            tickets.* exclude (
                kind, cause, priority, phase, reopen_count, csat, csat_min, csat_max
            ),
            {{ surrogate_key("tickets.source_system", "'tickets'", "tickets.source_id") }}
            as ticket_id,
            -- a day is over at its end
            coalesce(tickets.due_at, {{ business_day_end("tickets.due_date") }}) as due_by,
            coalesce(customer_identity.customer_id, 'unknown') as customer_id,
            coalesce(employees.member_id, 'unknown') as employee_id,
            coalesce(products.member_id, 'unknown') as product_id,
            {{ channel_id_of("tickets") }} as channel_id,
            case
                when tickets.channel is not null
                then coalesce(interaction_channels.contact_channel, 'other')
            end as contact_channel,
            coalesce(ticket_kinds.kind, 'request') as kind,
            -- some vendors have one word for kind and cause
            coalesce(
                causes.cause,
                kinds.cause,
                case when coalesce(tickets.cause, tickets.kind) is not null then 'other' end
            ) as cause,
            coalesce(ticket_priorities.priority, 'normal') as priority,
            ticket_phases.phase,
            coalesce(
                ticket_statuses.status_category,
                case
                    when tickets.closed_date is not null
                    then 'closed'
                    when tickets.resolved_date is not null
                    then 'solved'
                    else 'open'
                end
            ) as status_category,
            ticket_statuses.status_category is not null as is_status_mapped,
            coalesce(tickets.reopen_count, int_ticket_reopenings.reopen_count) as reopen_count,
            cast(coalesce(tickets.csat, satisfaction_words.score) as decimal(9, 2)) as csat,
            -- of one to five, unless the vendor says so
            coalesce(tickets.csat_min, 1) as csat_min,
            coalesce(tickets.csat_max, 5) as csat_max
        from tickets
        {% for seed, column in words.items() %}
            left join {{ seed }} on lower(trim(tickets.{{ column }})) = {{ seed }}.exported
        {% endfor %}
        left join ticket_causes as causes on lower(trim(tickets.cause)) = causes.exported
        left join
            ticket_causes as kinds on lower(trim(tickets.kind)) = kinds.exported
            {{ joined_members("tickets", members) }}
        left join customer_identity on customers.member_id = customer_identity.record_id
        left join
            int_ticket_reopenings
            on tickets.source_system = int_ticket_reopenings.source_system
            and tickets.source_id = int_ticket_reopenings.ticket_source_id
    ),

    final as (
        select
            * exclude (resolved_at, resolved_date, due_by),
            -- where only the closing is exported, it stands for the solution; a ticket that is
            -- open again has none
            {% for part in ["at", "date"] %}
                case
                    when status_category in ('solved', 'closed')
                    then
                        case
                            when resolved_date is not null
                            then resolved_{{ part }}
                            else closed_{{ part }}
                        end
                end as resolved_{{ part }},
            {% endfor %}
            coalesce(
                sla_target_minutes,
                cast(round({{ dbt.datediff("opened_at", "due_by", "second") }} / 60) as bigint),
                case
                    priority
                    {% for priority, minutes in var("ticket_sla_minutes").items() %}
                        when '{{ priority }}' then {{ minutes or "null" }}
                    {% endfor %}
                end
            ) as target_minutes,
            -- what is due at a time is not measured by whole minutes from its opening
            coalesce(
                {{ dbt.dateadd("minute", "sla_target_minutes", "opened_at") }},
                due_by,
                {{ dbt.dateadd("minute", "target_minutes", "opened_at") }}
            ) as sla_due_at
        from worded
    )

select *
from final
