{#
  `sales_funnel`, whole or by a column of `sales_funnel_entry`.

  A later stage implies the earlier ones, so reached never grows down the funnel. Days to a stage
  count from the date of the stage before it, where both are known and in that order. Going back
  is told of the stages within `opportunity` only.

  Args:
    cut: a column of sales_funnel_entry, or none.
#}
{% macro sales_funnel(cut=none) %}
    {%- set cut_column = cut ~ "," if cut else "" %}
    {%- set dates = [
        "created_date",
        "contacted_date",
        "qualified_date",
        "opportunity_date",
        "won_date",
    ] %}
    with
        sales_funnel_entry as (select * from {{ ref("sales_funnel_entry") }}),
        funnel_stages as (select * from {{ ref("funnel_stages") }}),

        entries as (
            select
                {%- if cut %} {{ cut }}, {%- endif %}
                cohort_month,
                furthest_stage_order,
                outcome,
                regress_count,
                {%- for date in dates %}
                    {%- if not loop.first %}
                        {{ date }} - {{ dates[loop.index0 - 1] }} as days_to_{{ loop.index }},
                    {%- endif %}
                {%- endfor %}
            from sales_funnel_entry
        ),

        -- each entry in its month and in all together (NULL); an undated one only in the latter
        scoped as (
            select *
            from entries
            where cohort_month is not null
            union all
            select * replace (cast(null as date) as cohort_month)
            from entries
        ),

        counted as (
            select
                {{ "scoped." ~ cut_column if cut }}
                scoped.cohort_month,
                funnel_stages.stage,
                funnel_stages.stage_order,
                count(*) filter (
                    where scoped.furthest_stage_order >= funnel_stages.stage_order
                ) as reached,
                count(*) filter (
                    where scoped.furthest_stage_order > funnel_stages.stage_order
                ) as converted,
                {%- for outcome in ["open", "lost"] %}
                    count(*) filter (
                        where
                            scoped.furthest_stage_order = funnel_stages.stage_order
                            and scoped.outcome = '{{ outcome }}'
                    ) as ended_{{ outcome }},
                {%- endfor %}
                count(*) filter (where scoped.regress_count > 0) as went_back,
                {{
                    quantile(
                        "case funnel_stages.stage_order" ~ days_of_stage(dates) ~ " end", 0.5
                    )
                }} as median_days
            from scoped
            cross join funnel_stages
            group by all
        ),

        final as (
            select
                {{ cut_column }}
                cohort_month,
                stage,
                cast(stage_order as integer) as stage_order,
                reached,
                case when stage <> 'won' then converted end as converted,
                ended_open as still_open,
                ended_lost as lost,
                case
                    when stage <> 'won' then cast(converted as double) / nullif(reached, 0)
                end as conversion_rate,
                cast(reached as double) / nullif(
                    max(reached) over (partition by {{ cut_column }} cohort_month), 0
                ) as cumulative_conversion_rate,
                case when stage = 'opportunity' then went_back end as regressed,
                sum(ended_open) over (partition by {{ cut_column }} cohort_month) = 0 as is_closed,
                median_days
            from counted
        )

    select *
    from final
{% endmacro %}

{% macro days_of_stage(dates) -%}
    {%- for date in dates -%}
        {%- if not loop.first %}
            when {{ loop.index }}
            then case when days_to_{{ loop.index }} >= 0 then days_to_{{ loop.index }} end
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}
