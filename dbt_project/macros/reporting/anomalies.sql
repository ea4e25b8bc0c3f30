{#
  Square root, with the sign of the value: days of a few and days of many then vary alike.

  Args:
    value: what is measured.
    shift: 3/8 for counts (Anscombe, 1948), as the root of nothing would lie too far off.
#}
{% macro steadied(value, shift) -%}
    sign({{ value }} + {{ shift }}) * sqrt(abs({{ value }} + {{ shift }}))
{%- endmacro %}

{# The value of which that is the root. #}
{% macro unsteadied(root, shift) -%}
    cast(sign({{ root }}) * power({{ root }}, 2) - {{ shift }} as decimal(18, 2))
{%- endmacro %}

{#
  Modified z-score: beyond 3.5 a value is an outlier (Iglewicz and Hoaglin, 1993).

  Args:
    difference: of the value and the median.
    mad: median of the absolute differences.
#}
{% macro modified_z(difference, mad) -%}
    0.6745 * ({{ difference }}) / nullif({{ mad }}, 0)
{%- endmacro %}
