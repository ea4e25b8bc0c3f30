{# How many standard deviations beside the mean a normal value is within, with a probability. #}
{% macro normal_quantile(probability) -%}
    {{ {0.8: 1.2815515655446004, 0.95: 1.959963984540054}[probability] }}
{%- endmacro %}

{# An amount, or zero where it is below; unknown stays unknown, which `greatest` passes over. #}
{% macro at_least_zero(amount) -%}
    case when {{ amount }} < 0 then 0 else {{ amount }} end
{%- endmacro %}
