{#
  A score from 1 to 5, 5 the best, by `var('rfm_scoring')`:

  - cut_points: 1 + the number of 20/40/60/80 % quantiles strictly below the value, so equal
    values get equal scores;
  - custom: the same with `var('rfm_custom_cut_points')`, where a value on a cut point is above;
  - ntile: fifths of the sorted customers (Hughes), ties broken by customer_id.

  Args:
    column: the measure, in the CTE `customers` (with `cut_points` joined).
    letter: r, f or m, the key in `rfm_custom_cut_points`.
    descending: a low value is good (recency).
#}
{% macro rfm_score(column, letter, descending=false) -%}
    {%- set scoring = var("rfm_scoring") -%}
    {%- if scoring == "ntile" -%}
        ntile(5) over (
            partition by as_of_date order by {{ column }} {{ "desc" if descending }}, customer_id
        )
    {%- elif scoring in ["cut_points", "custom"] -%}
        {{ "5 -" if descending else "1 +" }} (
            {%- if scoring == "cut_points" %}
                {%- for number in range(1, 5) %}
                    {{ "+ " if not loop.first -}}
                    case when {{ column }}_{{ number }} < {{ column }} then 1 else 0 end
                {%- endfor %}
            {%- else %}
                {%- if var("rfm_custom_cut_points")[letter] | length != 4 %}
                    {{
                        exceptions.raise_compiler_error(
                            "rfm_custom_cut_points needs four ascending numbers under '"
                            ~ letter
                            ~ "'"
                        )
                    }}
                {%- endif %}
                {%- for cut_point in var("rfm_custom_cut_points")[letter] %}
                    {{ "+ " if not loop.first -}}
                    case when {{ column }} >= {{ cut_point }} then 1 else 0 end
                {%- endfor %}
            {%- endif %}
        )
    {%- else -%}
        {{
            exceptions.raise_compiler_error(
                "rfm_scoring is '" ~ scoring ~ "': choose cut_points, ntile or custom"
            )
        }}
    {%- endif -%}
{%- endmacro %}

{#
  The CTE `scored`: customers with their scores on each of their days.

  Args:
    customers: a CTE with customer_id, as_of_date, last_order_date, recency_days, frequency and
      monetary.
#}
{% macro rfm_scored(customers) -%}
    {% set by_cut_points = var("rfm_scoring") == "cut_points" %}
    {% set measures = ["recency_days", "frequency", "monetary"] %}
    {% if by_cut_points -%}
        fifths as (
            select
                {% for column in measures %}
                    {{ quantiles(column, [0.2, 0.4, 0.6, 0.8]) }} as {{ column }},
                {% endfor %}
                as_of_date
            from {{ customers }}
            group by as_of_date
        ),

        cut_points as (
            select
                {% for column in measures %}
                    {% for number in range(1, 5) %}
                        {{ column }} [{{ number }}] as {{ column }}_{{ number }},
                    {% endfor %}
                {% endfor %}
                as_of_date
            from fifths
        ),
    {%- endif %}

    scored as (
        select
            customer_id,
            {{ customers }}.as_of_date,
            last_order_date,
            recency_days,
            frequency,
            monetary,
            cast({{ rfm_score("recency_days", "r", descending=true) }} as integer) as r_score,
            cast({{ rfm_score("frequency", "f") }} as integer) as f_score,
            cast({{ rfm_score("monetary", "m") }} as integer) as m_score
        from {{ customers }}
        {% if by_cut_points -%}
            inner join cut_points on {{ customers }}.as_of_date = cut_points.as_of_date
        {%- endif %}
    )
{%- endmacro %}

{#
  The CTE `final`: the CTE `scored` with the cell and the segment of the first range of the map that
  fits; the cells that no range covers are 'Others'.
#}
{% macro rfm_segmented() -%}
    scores as (select unnest(range(1, 6)) as score),

    cells as (
        select r.score as r_score, f.score as f_score, m.score as m_score
        from scores as r
        cross join scores as f
        cross join scores as m
    ),

    segments as (
        select
            cells.r_score,
            cells.f_score,
            cells.m_score,
            min_by(rfm_segments.segment, rfm_segments.priority) as segment
        from cells
        inner join
            rfm_segments
            on rfm_segments.segment_map = '{{ var("rfm_segment_map") }}'
            and cells.r_score between rfm_segments.r_min and rfm_segments.r_max
            and cells.f_score between rfm_segments.f_min and rfm_segments.f_max
            and cells.m_score between rfm_segments.m_min and rfm_segments.m_max
        group by cells.r_score, cells.f_score, cells.m_score
    ),

    final as (
        select
            scored.customer_id,
            scored.as_of_date,
            scored.last_order_date,
            scored.recency_days,
            scored.frequency,
            scored.monetary,
            scored.r_score,
            scored.f_score,
            scored.m_score,
            cast(scored.r_score as varchar)
            || cast(scored.f_score as varchar)
            || cast(scored.m_score as varchar) as rfm_cell,
            coalesce(segments.segment, 'Others') as segment,
            '{{ var("rfm_segment_map") }}' as segment_map
        from scored
        left join
            segments
            on scored.r_score = segments.r_score
            and scored.f_score = segments.f_score
            and scored.m_score = segments.m_score
    )
{%- endmacro %}
