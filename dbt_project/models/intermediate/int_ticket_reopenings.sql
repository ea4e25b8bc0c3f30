{% set columns = with_metadata(
    {
        "source_system": "varchar",
        "source_id": "varchar",
        "ticket_source_id": "varchar",
        "status": "varchar",
        "changed_at": "timestamp",
        "is_deleted": "boolean",
    }
) %}

with
    ticket_statuses as (select * from {{ ref("ticket_statuses") }}),

    -- a history has a row per version of the ticket, or one per field that changed
    changes as (
        {{
            unioned(
                columns,
                {
                    "stg_salesforce__case_history": {
                        "status": "coalesce(status,"
                        " case when lower(field) = 'status' then new_value end)",
                    },
                },
            )
        }}
    ),

    finished as (
        select
            changes.source_system,
            changes.ticket_source_id,
            changes.changed_at,
            changes.source_id,
            coalesce(ticket_statuses.status_category in ('solved', 'closed'), false) as is_finished
        from changes
        left join ticket_statuses on lower(trim(changes.status)) = ticket_statuses.exported
        where
            changes.status is not null and not changes.is_deleted
            -- a history is exported as a whole, also what came after the day of the build
            {%- if has_as_of_day() %}
                and coalesce(
                    {{ business_date("changes.changed_at") }} <= date '{{ var("as_of") }}', true
                )
            {%- endif %}
    ),

    followed as (
        select
            *,
            lag(is_finished) over (
                partition by source_system, ticket_source_id
                order by changed_at nulls first, source_id
            ) as was_finished
        from finished
    ),

    final as (
        select
            source_system,
            ticket_source_id,
            cast(
                count(*) filter (where was_finished and not is_finished) as integer
            ) as reopen_count
        from followed
        group by source_system, ticket_source_id
    )

select *
from final
