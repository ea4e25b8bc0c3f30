with
    int_opportunity_history as (select * from {{ ref("int_opportunity_history") }}),

    final as (
        select * exclude (raw_table, source_file, row_number, load_id) from int_opportunity_history
    )

select *
from final
