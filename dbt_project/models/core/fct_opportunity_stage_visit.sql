with
    int_opportunity_stage_visits as (select * from {{ ref("int_opportunity_stage_visits") }}),

    final as (
        select * exclude (raw_table, source_file, row_number, load_id)
        from int_opportunity_stage_visits
    )

select *
from final
