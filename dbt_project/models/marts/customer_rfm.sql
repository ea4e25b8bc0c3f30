with
    int_rfm_scores as (select * from {{ ref("int_rfm_scores") }}),
    rfm_segments as (select * from {{ ref("rfm_segments") }}),

    -- the first range of the map that fits; the cells that no range covers are 'Others'
    segments as (
        select
            int_rfm_scores.customer_id,
            min_by(rfm_segments.segment, rfm_segments.priority) as segment
        from int_rfm_scores
        inner join
            rfm_segments
            on rfm_segments.segment_map = '{{ var("rfm_segment_map") }}'
            and int_rfm_scores.r_score between rfm_segments.r_min and rfm_segments.r_max
            and int_rfm_scores.f_score between rfm_segments.f_min and rfm_segments.f_max
            and int_rfm_scores.m_score between rfm_segments.m_min and rfm_segments.m_max
        group by int_rfm_scores.customer_id
    ),

    final as (
        select
            int_rfm_scores.customer_id,
            int_rfm_scores.as_of_date,
            int_rfm_scores.last_order_date,
            int_rfm_scores.recency_days,
            int_rfm_scores.frequency,
            int_rfm_scores.monetary,
            int_rfm_scores.r_score,
            int_rfm_scores.f_score,
            int_rfm_scores.m_score,
            cast(int_rfm_scores.r_score as varchar)
            || cast(int_rfm_scores.f_score as varchar)
            || cast(int_rfm_scores.m_score as varchar) as rfm_cell,
            coalesce(segments.segment, 'Others') as segment,
            '{{ var("rfm_segment_map") }}' as segment_map
        from int_rfm_scores
        left join segments on int_rfm_scores.customer_id = segments.customer_id
    )

select *
from final
