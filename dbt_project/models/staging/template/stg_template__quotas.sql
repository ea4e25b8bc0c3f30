with
    {{ latest_of("template", "quotas", is_kept=false) }},

    -- a month alone is its first day
    months as (
        select
            * replace (
                {{
                    replaced(
                        "trim(latest.month)", "^(\\d{4})[-/.年] ?(\\d\\d?)月?$", "\\1-\\2-01"
                    )
                }} as month
            )
        from latest
    ),

    -- a month written in another form than before is another key, and the same quota
    dated as (
        select *, cast(date_trunc('month', {{ parsed_date("month") }}) as date) as first_day
        from months as latest
        qualify {{ is_of_newest_load(["employee_id"], ["first_day"]) }}
    ),

    final as (
        select
            latest._source_system as source_system,
            {{ person_key("employee_id") }} as employee_source_id,
            latest.first_day as month,
            {{ parsed_number("latest.amount") }} as amount,
            coalesce(upper(trim(latest.currency)), latest.source_currency) as currency,
            {{ record_metadata() }}
        from dated as latest
    )

select *
from final
