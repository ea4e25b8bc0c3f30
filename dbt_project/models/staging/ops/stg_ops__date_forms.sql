with
    file_columns as (select * from {{ source("ops", "file_columns") }}),

    final as (
        select
            load_id,
            map_from_entries(
                list((column_name, date_form) order by column_name) filter (
                    where date_form <> 'plain'
                )
            ) as date_forms,
            list(column_name order by column_name) filter (
                where decimal_mark = 'comma'
            ) as decimal_commas
        from file_columns
        -- what is plain to the landing has no form, and what is not plain after all is left to the
        -- source's `date_order`
        where date_form <> 'plain' or decimal_mark = 'comma'
        group by load_id
    )

select *
from final
