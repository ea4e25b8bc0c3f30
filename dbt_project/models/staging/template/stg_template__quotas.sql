with
    {{ latest_of("template", "quotas", is_kept=false) }},

    months as (select * replace ({{ first_of_month("trim(latest.month)") }} as month) from latest),

    dated as (
        select
            *,
            {{ person_key("employee_id") }} as employee_source_id,
            cast(date_trunc('month', {{ parsed_date("month") }}) as date) as first_day
        from months as latest
    ),

    -- a month or an employee written in another form than before is another key, and the same quota
    counting as (
        select *
        from dated
        qualify
            first_day is null
            or row_number() over (
                partition by _source_system, employee_source_id, first_day
                order by {{ counting_first() }}, _row_number desc
            )
            = 1
    ),

    final as (
        select
            latest._source_system as source_system,
            latest.employee_source_id,
            latest.first_day as month,
            {{ parsed_number("latest.amount") }} as amount,
            coalesce(upper(trim(latest.currency)), latest.source_currency) as currency,
            {{ record_metadata() }}
        from counting as latest
    )

select *
from final
