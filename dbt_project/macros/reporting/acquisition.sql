{# A sum that is NULL where a part of it is not known. #}
{% macro sum_if_known(amount) -%}
    case when count(*) = count({{ amount }}) then sum({{ amount }}) end
{%- endmacro %}

{#
  What money brought, NULL where none is known to have been spent: cost per lead, CAC, ROI, ROAS.

  Args:
    cost: a column of money.
#}
{% macro returns_on(cost) -%}
    cast({{ cost }} as double)
    / nullif(case when {{ cost }} > 0 then leads end, 0) as cost_per_lead,
    cast({{ cost }} as double) / nullif(case when {{ cost }} > 0 then customers end, 0) as cac,
    cast(margin - {{ cost }} as double)
    / nullif(case when {{ cost }} > 0 then {{ cost }} end, 0) as roi,
    cast(revenue as double) / nullif(case when {{ cost }} > 0 then {{ cost }} end, 0) as roas
{%- endmacro %}
