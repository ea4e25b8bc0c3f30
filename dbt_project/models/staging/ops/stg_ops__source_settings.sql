with
    sources as (select * from {{ source("ops", "sources") }}),
    value_aliases as (select * from {{ source("ops", "value_aliases") }}),

    alias_maps as (
        select
            source_system,
            map_from_entries(
                list((column_name || chr(31) || trim(from_value), to_value) order by column_name)
            ) as value_aliases
        from value_aliases
        group by source_system
    ),

    final as (
        select
            sources.source_system,
            sources.staging_source,
            sources.title,
            sources.time_zone,
            upper(sources.currency) as currency,
            sources.date_order,
            sources.decimal_mark,
            sources.two_digit_years_from,
            alias_maps.value_aliases
        from sources
        left join alias_maps on sources.source_system = alias_maps.source_system
    )

select *
from final
