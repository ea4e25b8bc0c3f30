with
    {{ latest_of("template", "exchange_rates") }},

    final as (
        select
            latest._source_system as source_system,
            upper({{ value_alias("from_currency") }}) as from_currency,
            upper({{ value_alias("to_currency") }}) as to_currency,
            {{ parsed_date("valid_from") }} as valid_from,
            {{ parsed_rate("latest.rate") }} as rate,
            {{ export_time() }} as exported_at,
            {{ record_metadata() }}
        from latest
    )

select *
from final
