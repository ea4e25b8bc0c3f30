{#
  Text without what a spreadsheet needs to leave it alone: a leading apostrophe ('75008) or a
  formula around it (="1234567890123456789"). NULL where nothing else is there.
#}
{% macro without_text_mark(text) -%}
    nullif(trim({{ replaced("trim(" ~ text ~ ")", "^=?[\\x27\\x22]|\\x22$", "") }}), '')
{%- endmacro %}

{# Text without blanks of any kind: in French numbers, no-break ones separate thousands. #}
{% macro without_blanks(text) -%} {{ replaced(text, "[\\s\\p{Z}]", "") }} {%- endmacro %}

{#
  A whole number with any thousands separator: 1,234 and 1.234 and 1 234 are all 1234. Less than
  nothing is no count.
#}
{% macro parsed_count(text) -%}
    {%- set bare = without_blanks(plain_width(text)) -%}
    case
        when {{ matches(bare, "^\\d{1,3}([.,]\\d{3})+$") }}
        then try_cast({{ replaced(bare, "[.,]", "") }} as bigint)
        else nullif(greatest({{ parsed_number(bare, "bigint") }}, -1), -1)
    end
{%- endmacro %}

{# What a row of an advertising report has spent: nothing where it states no cost. #}
{% macro spent(text) -%}
    case when {{ text }} is null then 0 else {{ parsed_number(without_blanks(text)) }} end
{%- endmacro %}

{#
  The first whole number in a text: 9, `9 - likely` and `Very likely (9)` are all 9. NULL where it
  is more than `maximum`.
#}
{% macro number_in_text(text, maximum=10) -%}
    {%- set number -%}
        try_cast({{ replaced(plain_width(text), "^\\D*(\\d+)(.|\\n)*$", "\\1") }} as integer)
    {%- endset -%}
    case when {{ number }} <= {{ maximum }} then {{ number }} end
{%- endmacro %}
