with
    int_pipeline_snapshots as (select * from {{ ref("int_pipeline_snapshots") }}),

    months as (
        select
            cast(unnest(range({{ var("pipeline_forecast_months") }})) + 1 as integer) as month_ahead
    ),

    -- what became of those open at a day, in each of the months after it
    followed as (
        select
            snapshots.months_ago,
            months.month_ahead,
            snapshots.known_stage_id,
            least(snapshots.age_months + months.month_ahead - 1, 24) as age_months,
            count(*) as at_risk,
            {% for outcome in ["won", "lost"] %}
                count(*) filter (
                    where
                        snapshots.closed_in_month = months.month_ahead
                        and snapshots.category = '{{ outcome }}'
                ) as {{ outcome }},
            {% endfor %}
        from int_pipeline_snapshots as snapshots
        inner join
            months
            on snapshots.months_ago >= months.month_ahead
            and coalesce(snapshots.closed_in_month, months.month_ahead) >= months.month_ahead
        group by all
    ),

    -- a forecast knows of a year what was over on its day
    final as (
        select
            origins.months_ago,
            followed.month_ahead,
            followed.known_stage_id,
            followed.age_months,
            cast(sum(followed.at_risk) as bigint) as at_risk,
            cast(sum(followed.won) as bigint) as won,
            cast(sum(followed.lost) as bigint) as lost
        from followed
        inner join
            (select cast(unnest(range(13)) as integer) as months_ago) as origins
            on followed.months_ago - followed.month_ahead >= origins.months_ago
            and followed.months_ago <= origins.months_ago + 12
        group by all
    )

select *
from final
