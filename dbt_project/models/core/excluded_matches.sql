with
    int_shared_marks as (select * from {{ ref("int_shared_marks") }}),

    final as (
        select
            match_rule, reason, count(*) as shared_values, cast(sum(records) as bigint) as records
        from int_shared_marks
        group by match_rule, reason
    )

select *
from final
