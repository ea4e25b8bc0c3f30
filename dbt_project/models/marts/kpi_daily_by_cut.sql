with
    int_daily_measures as (select * from {{ ref("int_daily_measures") }}),
    kpi_metrics as (select * from {{ ref("kpi_metrics") }}),

    final as (
        select
            measures.day,
            {% for column in cut_columns() %} measures.{{ column }}, {% endfor %}
            measures.metric,
            measures.value,
            {{ metric_unit("kpi_metrics.unit") }} as unit
        from int_daily_measures as measures
        inner join kpi_metrics on measures.metric = kpi_metrics.metric
        where measures.value <> 0
    )

select *
from final
