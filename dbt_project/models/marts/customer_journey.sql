with
    int_touchpoint_transitions as (select * from {{ ref("int_touchpoint_transitions") }}),

    final as (
        select
            scope,
            is_new_customer,
            step,
            from_touchpoint,
            to_touchpoint,
            cast(sum(journeys) as bigint) as journeys,
            cast(sum(purchases) as bigint) as purchases,
            cast(sum(open_journeys) as bigint) as open_journeys,
            cast(sum(purchases) as double)
            / nullif(sum(journeys) - sum(open_journeys), 0) as conversion_rate
        from int_touchpoint_transitions
        group by all
    )

select *
from final
