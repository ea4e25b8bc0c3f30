{#
  A score from 1 to 5, 5 the best, by `var('rfm_scoring')`:

  - cut_points: 1 + the number of 20/40/60/80 % quantiles strictly below the value, so equal
    values get equal scores;
  - custom: the same with `var('rfm_custom_cut_points')`, where a value on a cut point is above;
  - ntile: fifths of the sorted customers (Hughes), ties broken by customer_id.

  Args:
    column: the measure, in the CTE `customers` (with `cut_points` cross-joined).
    letter: r, f or m, the key in `rfm_custom_cut_points`.
    descending: a low value is good (recency).
#}
{% macro rfm_score(column, letter, descending=false) -%}
    {%- set scoring = var("rfm_scoring") -%}
    {%- if scoring == "ntile" -%}
        ntile(5) over (order by {{ column }} {{ "desc" if descending }}, customer_id)
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
