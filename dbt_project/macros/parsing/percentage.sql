{# A percentage as a fraction where the vendor's column is always in percent: 15, 15.0 and 15%. #}
{% macro percentage(text) -%}
    {%- set text = plain_width(text) -%}
    {%- set number = parsed_number("replace(" ~ text ~ ", '%', '')", "decimal(18, 6)") -%}
    try_cast({{ number }} / 100 as decimal(9, 6))
{%- endmacro %}
