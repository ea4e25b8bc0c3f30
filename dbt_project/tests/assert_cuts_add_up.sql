-- What: what is cut by source system, region, channel and owner adds up, for each source system, to
-- what is cut by that alone: daily figures, cohorts and customers who order again.
-- Why: a filter must neither lose nor double anything; without a filter a page shows these sums.
-- A row: a mart, and what it says of something that its sibling says otherwise.
{% set siblings = {
    "kpi_daily": (["day", "metric", "unit"], {"value": "decimal(18, 2)"}),
    "cohort_retention": (
        ["cohort_month", "months_since"],
        {
            "cohort_size": "bigint",
            "customers_on": "bigint",
            "customers_on_or_after": "bigint",
            "revenue": "decimal(18, 2)",
        },
    ),
    "repeat_purchase": (
        ["cohort_month", "horizon_days"],
        {"customers": "bigint", "repeaters": "bigint"},
    ),
} %}

with
    {% for mart, (grain, measures) in siblings.items() %}
        {{ mart }}_by_cut as (select * from {{ ref(mart ~ "_by_cut") }}),
        {{ mart }}_by_source_system as (select * from {{ ref(mart ~ "_by_source_system") }}),
        {{ mart }}_compared as (
            {% for measure, type in measures.items() %}
                select
                    '{{ mart }}' as mart,
                    '{{ measure }}' as measure,
                    coalesce(sum(cut_value), 0) as in_cuts,
                    coalesce(sum(whole_value), 0) as in_whole
                from
                    (
                        select
                            source_system,
                            {{ grain | join(", ") }},
                            cast(sum({{ measure }}) as {{ type }}) as cut_value,
                            null as whole_value
                        from {{ mart }}_by_cut
                        group by all
                        union all
                        select source_system, {{ grain | join(", ") }}, null, {{ measure }}
                        from {{ mart }}_by_source_system
                    ) as both_sides
                group by source_system, {{ grain | join(", ") }} {{ "union all" if not loop.last }}
            {% endfor %}
        ),
    {% endfor %}

    compared as (
        {% for mart in siblings %}
            select * from {{ mart }}_compared {{ "union all" if not loop.last }}
        {% endfor %}
    )

select *
from compared
where in_cuts <> in_whole
