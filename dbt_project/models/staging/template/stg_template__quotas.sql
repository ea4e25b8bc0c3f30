with
    {{ latest_of("template", "quotas") }},

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

    final as (
        select
            latest._source_system as source_system,
            {{ person_key("employee_id") }} as employee_source_id,
            cast(date_trunc('month', {{ parsed_date("month") }}) as date) as month,
            {{ parsed_number("latest.amount") }} as amount,
            coalesce(upper(trim(latest.currency)), latest.source_currency) as currency,
            {{ record_metadata() }}
        from months as latest
    )

select *
from final
