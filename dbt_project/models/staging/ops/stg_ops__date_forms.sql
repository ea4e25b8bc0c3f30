with
    file_columns as (select * from {{ source("ops", "file_columns") }}),

    final as (
        select
            load_id,
            map_from_entries(list((column_name, date_form) order by column_name)) as date_forms
        from file_columns
        where date_form is not null
        group by load_id
    )

select *
from final
